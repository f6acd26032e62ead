#![doc = include_str!("../README.md")]

mod answer;
mod answer_json;
mod authorization_request;
mod callback;
mod error_message;
mod pasted_answer;
mod server_id;
mod server_signature;

pub use answer::Answer;
pub use answer_json::Recorded;
pub use authorization_request::AuthorizationRequest;
pub use callback::{Callback, CallbackError};
pub use pasted_answer::PastedAnswer;
pub use server_id::{ServerId, ServerIdError};
pub use server_signature::ServerSignature;
