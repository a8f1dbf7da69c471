//! The envelope of every answer, `{"code", "data", "msg"}`, in the key order of the document's example.

use super::codes;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// The envelope's code of an answer, for the log.
#[derive(Clone, Debug)]
pub struct Code(pub String);

/// An answer in the service's envelope.
#[derive(Clone, Debug, Serialize)]
pub struct Answer<T> {
    code: String,
    data: Option<T>,
    msg: String,
    #[serde(skip)]
    http: StatusCode,
}

impl<T: Serialize> Answer<T> {
    /// Success with data.
    pub fn ok(data: T) -> Self {
        Self { code: "0".to_owned(), data: Some(data), msg: "success".to_owned(), http: StatusCode::OK }
    }
}

impl Answer<()> {
    /// Success with `data: null`.
    pub fn done() -> Self {
        Self::code("0")
    }

    /// A code with the document's message, `data: null`, HTTP 200: what the service does for most errors.
    pub fn code(code: &str) -> Self {
        Self::said(code, codes::message(code))
    }

    /// A code with a message of its own.
    pub fn said(code: &str, message: &str) -> Self {
        Self { code: code.to_owned(), data: None, msg: message.to_owned(), http: StatusCode::OK }
    }

    /// The same with an HTTP status.
    pub fn http(mut self, http: StatusCode) -> Self {
        self.http = http;
        self
    }
}

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        // Nothing here has keys that are not texts, the only way for this to fail.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.http;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json;charset=UTF-8"));
        response.extensions_mut().insert(Code(self.code));
        response
    }
}
