//! What a browser does: it keeps a cookie, and sends a form with all that is hidden in it.

use crate::{
    form::Form,
    server::{Answer, Call, Server},
};
use std::cell::RefCell;

/// A browser of somebody.
pub(crate) struct Browser<'a> {
    server: &'a Server,
    cookie: RefCell<String>,
}

impl<'a> Browser<'a> {
    /// Of nobody who is signed in.
    pub(crate) fn new(server: &'a Server) -> Self {
        Self { server, cookie: RefCell::default() }
    }

    /// Of somebody who has signed in by a token.
    pub(crate) async fn signed_in(server: &'a Server, token: &str) -> Self {
        let browser = Self::new(server);
        browser.sign_in(token).await.expect(303);
        browser
    }

    /// Of whoever may do everything.
    pub(crate) async fn of_admin(server: &'a Server) -> Self {
        Self::signed_in(server, &server.token).await
    }

    pub(crate) async fn sign_in(&self, token: &str) -> Answer {
        let answer = self.post("/console/sign-in", &[("token", token), ("to", "")]).send().await;
        if let Some(cookie) = answer.header("set-cookie") {
            self.cookie.replace(cookie.split(';').next().unwrap().to_owned());
        }
        answer
    }

    pub(crate) fn cookie(&self) -> String {
        self.cookie.borrow().clone()
    }

    pub(crate) fn call(&self, method: &str, path: &str) -> Call {
        let mut call = self.server.call(method, "").without("authorization");
        call.path = String::from(path);
        let cookie = self.cookie();
        if cookie.is_empty() { call } else { call.header("cookie", &cookie) }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call("GET", path).send().await
    }

    /// A form without anything hidden in it, from a page of the console.
    pub(crate) fn post(&self, path: &str, fields: &[(&str, &str)]) -> Call {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let call = self.call("POST", path).body("application/x-www-form-urlencoded", body);
        let origin = format!("http://{}", self.server.address());
        call.header("origin", &origin)
    }

    /// The last form of a page that is sent to a path, with all that is hidden in it, and what is typed.
    pub(crate) async fn filled(&self, page: &str, to: &str, typed: &[(&str, &str)]) -> Call {
        let answer = self.get(page).await.expect(200);
        self.send(&form(&answer.body, page, to), typed)
    }

    /// A form, with what is typed.
    pub(crate) fn send(&self, form: &Form, typed: &[(&str, &str)]) -> Call {
        let fields = form.filled(typed);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.post(&form.to, &fields)
    }

    /// The same, sent.
    pub(crate) async fn fill(&self, page: &str, to: &str, typed: &[(&str, &str)]) -> Answer {
        self.filled(page, to, typed).await.send().await
    }
}

/// The last form of a page that is sent to a path.
#[track_caller]
pub(crate) fn form(html: &str, page: &str, to: &str) -> Form {
    let mut forms = Form::all(html, page).into_iter();
    let form = forms.rfind(|form| form.changes && form.to == to);
    form.unwrap_or_else(|| panic!("no form to {to} on {page}: {html}"))
}

/// What is hidden in each form of a session.
#[track_caller]
pub(crate) fn secret(html: &str) -> String {
    let form = form(html, "", "/console/sign-out");
    form.fields.iter().find(|field| field.name == "_secret").unwrap().value.clone()
}
