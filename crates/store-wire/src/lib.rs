#![doc = include_str!("../README.md")]

mod answer;
mod answer_json;
mod app_request;
mod authorization_request;
mod callback;
mod decode;
mod denial;
mod endpoint;
mod error_message;
mod object;
mod parameters;
mod pasted_answer;
mod question;
mod server_id;
mod server_signature;

pub use answer::Answer;
pub use answer_json::Recorded;
pub use app_request::{AppRequest, Asks};
pub use authorization_request::AuthorizationRequest;
pub use callback::{Callback, CallbackError};
pub use denial::Denial;
pub use pasted_answer::PastedAnswer;
pub use question::{Asker, Question};
pub use server_id::{ServerId, ServerIdError};
pub use server_signature::ServerSignature;
