//! Whether a webhook comes from Square: its signature.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header with the signature of a webhook.
pub const SIGNATURE_HEADER: &str = "x-square-hmacsha256-signature";

/// Whether a webhook was signed with this key, which Square shows beside the subscription.
///
/// `url` is the notification URL as it is registered at Square, letter by letter, not the address that your server sees behind a
/// proxy; `body` is the body as it came, before it is read; `header` is the value of [`SIGNATURE_HEADER`]. The comparison takes the
/// same time wherever two signatures differ. A blank key verifies nothing.
///
/// ```
/// use stocktrim::square;
///
/// let key = "Ibxx_5AKakO-3qeNVR61Dw";
/// let url = "https://example.com/square";
/// let body = br#"{"merchant_id":"M1","type":"customer.updated"}"#;
/// let signature = "iC3x7RguntlPl2EwkaI3VknilLGMO3Yees3Q3l9/o4c=";
/// assert!(square::verify(key, url, body, signature));
/// assert!(!square::verify(key, url, b"{}", signature));
/// ```
#[must_use = "a webhook that is not verified may come from anybody"]
pub fn verify(signature_key: &str, url: &str, body: &[u8], header: &str) -> bool {
    let signed = Hmac::<Sha256>::new_from_slice(signature_key.as_bytes());
    let Ok(mut signed) = signed else { return false };
    signed.update(url.as_bytes());
    signed.update(body);
    let given = BASE64_STANDARD.decode(header.trim());
    !signature_key.trim().is_empty() && given.is_ok_and(|given| signed.verify_slice(&given).is_ok())
}
