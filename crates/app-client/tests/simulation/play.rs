//! How a client lives through a history.

use super::{
    history::{Happens, History, Lived},
    world::World,
};
use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Waker},
};
use store_auth_client::AppClient;

/// What a client does in the course of a history.
pub(crate) fn live(history: &Arc<History>) -> Lived {
    live_watched(history, |_, _| {})
}

/// The same. `watch` is shown the world and the client whenever something has happened.
pub(crate) fn live_watched(
    history: &Arc<History>,
    mut watch: impl FnMut(&World, &AppClient),
) -> Lived {
    let world = World::new(Arc::clone(history));
    let mut app = App { client: world.client(), running: None };
    let mut events = history.events.iter().peekable();
    loop {
        let event = events.peek().map(|event| event.at);
        let Some(at) = [event, world.next()].into_iter().flatten().min() else { break };
        if at > history.end {
            break;
        }
        world.set(at);
        // What is waited for goes before what happens besides.
        app.poll();
        while let Some(event) = events.next_if(|event| event.at == at) {
            world.happens(&event.what);
            match event.what {
                Happens::Restart => {
                    app = App { client: world.client(), running: None };
                    app.start();
                }
                ref what => app.happens(what, &world),
            }
            app.poll();
            watch(&world, &app.client);
        }
        watch(&world, &app.client);
        assert!(
            world.next() > Some(at) || world.next().is_none(),
            "somebody is waited for in vain"
        );
    }
    world.lived()
}

struct App {
    client: AppClient,
    running: Option<Pin<Box<dyn Future<Output = ()>>>>,
}

impl App {
    fn start(&mut self) {
        if self.running.is_none() {
            self.running = Some(Box::pin(self.client.run()));
        }
    }

    fn happens(&mut self, what: &Happens, world: &World) {
        match what {
            Happens::Start => self.start(),
            Happens::Stop => self.running = None,
            // While it is stopped, it hears of nothing.
            _ if self.running.is_none() => {}
            Happens::Hint401 => self.client.rejected_as_held(),
            Happens::Online => self.client.online(),
            Happens::Wake => self.client.wake(),
            Happens::Stored { .. } => {
                world.has_news();
                self.client.wake();
            }
            Happens::Jump { .. } | Happens::Restart => {}
        }
    }

    fn poll(&mut self) {
        if let Some(running) = &mut self.running {
            let ended = running.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(ended.is_pending(), "the client ended by itself");
        }
    }
}
