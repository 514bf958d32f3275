//! Sealed tokens: what was shown, to whose call it belongs, until when, and that it was used up.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// How somebody said that a plan may be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// A person, asked by an `InputRequiredResult`.
    Input,
    /// A person, asked by an elicitation.
    Elicited,
    /// The caller alone, by giving the token of a preview back.
    Token,
}

/// What a token is bound to: the call, and the steps that were shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    call: [u8; 8],
    steps: [u8; 8],
}

impl Binding {
    /// Of a tool with its arguments, and the steps of an account.
    pub(super) fn new(call: [u8; 8], account: &str, steps: &Value) -> Self {
        Self {
            call,
            steps: digest(&[account, &steps.to_string()]),
        }
    }
}

/// The beginning of the digest of some texts.
pub(super) fn digest(texts: &[&str]) -> [u8; 8] {
    let mut whole = Sha256::new();
    for text in texts {
        whole.update((text.len() as u64).to_be_bytes());
        whole.update(text);
    }
    first(&whole.finalize())
}

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Invalid {
    /// It is none of this server's.
    Unknown,
    /// Its time is over.
    Old,
    /// It belongs to another call.
    OtherCall,
    /// What would be done is no longer what was shown.
    OtherSteps,
    /// It was used.
    Used,
}

/// What seals tokens: a random key of this process, and which tokens were used.
pub(super) struct Seal {
    key: [u8; 64],
    used: Mutex<HashMap<[u8; 8], u64>>,
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seal").finish_non_exhaustive()
    }
}

/// A token that was opened: its own, and of this call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opened {
    number: [u8; 8],
    until: u64,
    binding: Binding,
}

// Number, end, call and steps, and the tag over them.
const BODY: usize = 8 + 8 + 8 + 8;
const TAG: usize = 16;

impl Seal {
    /// With a key that nobody knows.
    pub(super) fn new() -> std::io::Result<Self> {
        let mut key = [0; 64];
        getrandom::fill(&mut key).map_err(std::io::Error::other)?;
        Ok(Self {
            key,
            used: Mutex::default(),
        })
    }

    /// A token that counts until a point in time, in seconds.
    pub(super) fn seal(&self, way: Way, binding: Binding, until: u64) -> std::io::Result<String> {
        let mut number = [0; 8];
        getrandom::fill(&mut number).map_err(std::io::Error::other)?;
        let body = [number, until.to_be_bytes(), binding.call, binding.steps].concat();
        let tag = self.mac(way, &body).finalize().into_bytes();
        Ok(hex(&body) + &hex(&tag[..TAG]))
    }

    fn mac(&self, way: Way, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256>>::new(&self.key.into());
        mac.update(match way {
            Way::Input => b"stocktrim/input/1",
            Way::Elicited => b"stocktrim/asked/1",
            Way::Token => b"stocktrim/token/1",
        });
        mac.update(body);
        mac
    }

    /// Opens a token of this call.
    pub(super) fn open(
        &self,
        way: Way,
        token: &str,
        call: [u8; 8],
        now: u64,
    ) -> Result<Opened, Invalid> {
        let bytes = unhex(token.trim()).ok_or(Invalid::Unknown)?;
        let (body, tag) = bytes.split_at_checked(BODY).ok_or(Invalid::Unknown)?;
        let is_whole = tag.len() == TAG;
        let is_ours = self.mac(way, body).verify_truncated_left(tag).is_ok();
        if !(is_whole && is_ours) {
            return Err(Invalid::Unknown);
        }
        let part = |at: usize| first(&body[at..]);
        let opened = Opened {
            number: part(0),
            until: u64::from_be_bytes(part(8)),
            binding: Binding {
                call: part(16),
                steps: part(24),
            },
        };
        if opened.binding.call != call {
            return Err(Invalid::OtherCall);
        }
        if now >= opened.until {
            return Err(Invalid::Old);
        }
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.contains_key(&opened.number) {
            return Err(Invalid::Used);
        }
        Ok(opened)
    }

    /// Uses a token up; of two calls at once one succeeds.
    pub(super) fn use_up(&self, opened: Opened, binding: Binding, now: u64) -> Result<(), Invalid> {
        if opened.binding != binding {
            return Err(Invalid::OtherSteps);
        }
        if now >= opened.until {
            return Err(Invalid::Old);
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until > now);
        match used.insert(opened.number, opened.until) {
            None => Ok(()),
            Some(_) => Err(Invalid::Used),
        }
    }
}

fn first(bytes: &[u8]) -> [u8; 8] {
    let mut all = [0; 8];
    for (to, from) in all.iter_mut().zip(bytes) {
        *to = *from;
    }
    all
}

/// Bytes as text, two digits each.
pub(super) fn hex(bytes: &[u8]) -> String {
    let text = String::with_capacity(2 * bytes.len());
    bytes
        .iter()
        .fold(text, |text, byte| text + &format!("{byte:02x}"))
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| {
            digit
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
        })
        .collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(
        digits
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binding(call: &str, steps: &str) -> Binding {
        Binding::new(digest(&[call]), "shop", &steps.into())
    }

    #[test]
    fn a_token_counts_once_for_its_own_call_and_steps_in_its_time() {
        let seal = Seal::new().unwrap();
        let (call, bound) = (digest(&["a"]), binding("a", "1"));
        let token = seal.seal(Way::Token, bound, 600).unwrap();
        let open = |way, token: &str, call, now| seal.open(way, token, call, now).map(|_| ());
        assert_eq!(open(Way::Token, &token, call, 599), Ok(()));
        assert_eq!(open(Way::Token, &token, call, 600), Err(Invalid::Old));
        assert_eq!(open(Way::Input, &token, call, 0), Err(Invalid::Unknown));
        let other = digest(&["b"]);
        assert_eq!(open(Way::Token, &token, other, 0), Err(Invalid::OtherCall));
        for at in 0..token.len() {
            let mut forged = token.clone();
            let digit = if &token[at..=at] == "0" { "1" } else { "0" };
            forged.replace_range(at..=at, digit);
            assert_eq!(open(Way::Token, &forged, call, 0), Err(Invalid::Unknown));
        }
        for text in ["", "x", "00", &token[2..], &format!("{token}00"), "ää"] {
            assert_eq!(open(Way::Token, text, call, 0), Err(Invalid::Unknown));
        }
        let again = Seal::new().unwrap();
        assert!(again.open(Way::Token, &token, call, 0).is_err());
        let opened = seal.open(Way::Token, &token, call, 0).unwrap();
        let changed = seal.use_up(opened, binding("a", "2"), 0);
        assert_eq!(changed, Err(Invalid::OtherSteps));
        assert_eq!(seal.use_up(opened, bound, 0), Ok(()));
        assert_eq!(seal.use_up(opened, bound, 0), Err(Invalid::Used));
        assert_eq!(open(Way::Token, &token, call, 0), Err(Invalid::Used));
    }
}
