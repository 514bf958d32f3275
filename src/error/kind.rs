//! The classes of failure, and what is known about a write that failed.

use crate::values::names;

names! {
    /// The class of an [`Error`](crate::Error).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum ErrorKind {
        /// The client cannot be built: a setting is missing or wrong. The message names it.
        Config = "config",
        /// There are no credentials at all, neither given nor in the environment nor in `.env`.
        NoCredentials = "no_credentials",
        /// The call was rejected before anything was sent: a key or body is missing or blank, or an
        /// argument makes no sense.
        InvalidRequest = "invalid_request",
        /// The connection was never made: name not found, refused, connect time-out.
        Connect = "connect",
        /// The connection was not trusted: a wrong certificate, or a server that does not speak TLS.
        Tls = "tls",
        /// The connection broke after it was made, before the whole answer had come.
        Connection = "connection",
        /// An attempt or the whole call took too long, or the server answered 408.
        Timeout = "timeout",
        /// The answer is larger than `max_response_bytes`, or a list has more than 10,000 pages.
        TooLarge = "too_large",
        /// 401 or 403, not with an HTML page: the credentials were refused (G9).
        Auth = "auth",
        /// 404, where nothing says that it means "no rows" (G6); or what a call changes is not there.
        NotFound = "not_found",
        /// 400 or 422: the server refused the request; see
        /// [`validation_errors`](crate::Error::validation_errors) (G3).
        Validation = "validation",
        /// 429: too many requests; see [`retry_after`](crate::Error::retry_after) (G5).
        RateLimited = "rate_limited",
        /// 500 and above (G4).
        Server = "server",
        /// Any other status that is no success: a redirect, which is never followed, 304, 405, 409, 415;
        /// and 206 for a read.
        Status = "status",
        /// A success or a refusal that is an HTML page: a proxy, a web firewall or a login page answered,
        /// not StockTrim (G8). With 408, 429 or from 500 on a page is what the status says (G4).
        UnexpectedContent = "unexpected_content",
        /// A success whose body cannot be read as the model, or is not in the encoding that it names.
        Decode = "decode",
        /// A middleware that the application added failed.
        Middleware = "middleware",
        /// The stream of rows that a bulk write was given has failed.
        Input = "input",
        /// The application stopped a bulk write before its end.
        Stopped = "stopped",
        /// A look-up by code found more than one row with this code.
        Ambiguous = "ambiguous",
        /// A write was applied, and what StockTrim has now is not what was sent: look at it.
        Mismatch = "mismatch",
    }
}

names! {
    /// Whether a write that failed was applied.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Applied {
        /// StockTrim has not applied it: it never arrived, or was refused.
        No = "no",
        /// Nobody can know from here: look before repeating it.
        Unknown = "unknown",
        /// StockTrim confirmed it.
        Yes = "yes",
    }
}
