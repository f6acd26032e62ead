//! Laws that hold in any history, whatever the Store answers and the clocks do.

mod simulation;

use proptest::{prelude::*, sample::Index};
use serde_json::Value;
use simulation::{Answer, Event, Happens, History, Options, Reply, live, live_watched};
use std::{ops::Range, sync::Arc};
use store_auth_client::State;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The longest that an answer takes here, beside the time-out.
const SLOW: i64 = 2000;
const TIMEOUT: i64 = 30_000;

fn reply(status: u16, body: &str, lifetime: i64, after: i64) -> Answer {
    let reply = Reply { status, headers: [].into(), body: body.to_owned(), lifetime };
    Answer { reply: Some(reply), after, ..Answer::default() }
}

fn authorization() -> impl Strategy<Value = Answer> {
    let body = r#"{"authorized":true,"expiry":"$EXPIRY","signatures":null,"error":null}"#;
    (2 * HOUR..2 * DAY, 0..SLOW)
        .prop_map(move |(lifetime, after)| reply(200, body, lifetime, after))
}

fn denial() -> impl Strategy<Value = Answer> {
    let body = r#"{"authorized":false,"error":{"message":"Subscription is not active."}}"#;
    (0..SLOW).prop_map(move |after| reply(200, body, 0, after))
}

fn failure() -> impl Strategy<Value = Answer> {
    let limited = r#"{"authorized":false,"error":{"message":"Too many requests."}}"#;
    prop_oneof![
        (0..SLOW).prop_map(|after| reply(503, "", 0, after)),
        (0..SLOW).prop_map(|after| reply(200, "<html>", 0, after)),
        (0..SLOW).prop_map(move |after| reply(429, limited, 0, after)),
        (0..SLOW).prop_map(|after| Answer {
            fails: Some("network".to_owned()),
            after,
            ..Answer::default()
        }),
        Just(Answer { hangs: true, ..Answer::default() }),
        Just(Answer { no_id: Some("no viewer".to_owned()), ..Answer::default() }),
    ]
}

fn hint() -> impl Strategy<Value = Happens> {
    prop_oneof![Just(Happens::Hint401), Just(Happens::Online), Just(Happens::Wake)]
}

fn jump() -> impl Strategy<Value = Happens> {
    prop_oneof![-2 * DAY..2 * DAY, -HOUR..HOUR].prop_map(|by| Happens::Jump { by })
}

/// Answers from some times on, the first from 0 on.
fn answers(
    answer: impl Strategy<Value = Answer>,
    number: Range<usize>,
) -> impl Strategy<Value = Vec<Answer>> {
    proptest::collection::vec((0..2 * DAY, answer), number).prop_map(|mut answers| {
        answers.sort_by_key(|(from, _)| *from);
        let from = [0].into_iter().chain(answers.iter().skip(1).map(|(from, _)| *from));
        let from: Vec<_> = from.collect();
        let answers = answers.into_iter().zip(from);
        answers.map(|((_, answer), from)| Answer { from, ..answer }).collect()
    })
}

/// Events behind a start at 0, with pauses up to a minute, or ten, or six hours.
fn events(event: impl Strategy<Value = Happens>) -> impl Strategy<Value = Vec<Event>> {
    let longest = prop_oneof![Just(MINUTE), Just(10 * MINUTE), Just(6 * HOUR)];
    let events = proptest::collection::vec((0..6 * HOUR, event), 0..100);
    (longest, events).prop_map(|(longest, events)| {
        let mut at = 0;
        let start = Event { at, what: Happens::Start };
        let events = events.into_iter().map(|(pause, what)| {
            at += pause % longest;
            Event { at, what }
        });
        [start].into_iter().chain(events).collect()
    })
}

fn history(answers: Vec<Answer>, events: Vec<Event>, random: Vec<f64>) -> Arc<History> {
    Arc::new(History {
        name: String::new(),
        options: Options {
            id: Some("XU4XHT8XQDWK".to_owned()),
            cid: None,
            product_code: "b5d78da0853d97e2ec28feb5e31b9953d9c72420".to_owned(),
            servers: vec![],
            renew_before: None,
        },
        wall: 1_700_000_000_000,
        store: 1_700_000_000_000,
        random,
        stored: Value::Null,
        answers,
        events,
        end: 2 * DAY,
        expected: None,
    })
}

fn random() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(prop_oneof![Just(0.0), 0.0..1.0], 1..5)
}

fn any_history() -> impl Strategy<Value = Arc<History>> {
    let event = prop_oneof![
        4 => hint(),
        2 => jump(),
        1 => Just(Happens::Restart),
        1 => Just(Happens::Stop),
        1 => Just(Happens::Start),
        1 => Just(Happens::Stored { value: Value::Null }),
    ];
    let answer = prop_oneof![authorization(), denial(), failure()];
    (answers(answer, 1..8), events(event), random())
        .prop_map(|(answers, events, random)| history(answers, events, random))
}

/// How many at most lie within one hour.
fn most_in_an_hour(times: &[i64]) -> usize {
    let hours = times.iter().map(|first| *first..*first + HOUR);
    hours.map(|hour| times.iter().filter(|time| hour.contains(time)).count()).max().unwrap_or(0)
}

proptest! {
    // A history takes milliseconds, and there is always a shorter one to try.
    #![proptest_config(ProptestConfig { max_shrink_iters: 300, ..ProptestConfig::default() })]

    /// The simulated Store takes it for a fault.
    #[test]
    fn the_store_is_never_asked_while_it_is_asked(history in any_history()) {
        live(&history);
    }

    #[test]
    fn nothing_is_authorized_after_its_expiry(history in any_history()) {
        live_watched(&history, |world, client| {
            if let State::Authorized { until } = client.state() {
                assert!(world.wall() <= until.timestamp_millis());
            }
        });
    }

    #[test]
    fn asks_are_at_most_twenty_four_in_an_hour_and_one_for_each_start(history in any_history()) {
        let starts = |event: &&Event| matches!(event.what, Happens::Start | Happens::Restart);
        let starts = history.events.iter().filter(starts).map(|event| event.at);
        let mut others = live(&history).calls;
        for start in starts {
            if let Some(index) = others.iter().position(|call| *call >= start) {
                others.remove(index);
            }
        }
        prop_assert!(most_in_an_hour(&others) <= 24, "{others:?}");
    }

    #[test]
    fn an_outage_takes_no_authorization_away(
        first in authorization(),
        failures in answers(failure(), 1..6),
        events in events(prop_oneof![hint(), jump()]),
        random in random(),
    ) {
        // The first ask brings one, all others fail.
        let failures = failures.into_iter().map(|answer| Answer { from: answer.from.max(1), ..answer });
        let answers = [first].into_iter().chain(failures).collect();
        let mut held = None;
        live_watched(&history(answers, events, random), |world, client| {
            match client.state() {
                State::Authorized { until } => held = Some(until.timestamp_millis()),
                state => assert!(held.is_none_or(|until| world.wall() > until), "{state}"),
            }
        });
    }

    #[test]
    fn a_denial_is_over_within_an_hour_after_the_store_says_yes(
        no in answers(prop_oneof![3 => denial(), 1 => failure()], 1..6),
        yes in authorization(),
        ask in any::<Index>(),
        events in events(hint()),
        random in random(),
    ) {
        let denied = history(no.clone(), events.clone(), random.clone());
        let asks = live(&denied).calls;
        prop_assume!(!asks.is_empty());
        // A moment too late for one of the asks.
        let from = asks[ask.index(asks.len())] + 1;
        prop_assume!(from < DAY);
        let answers = no.into_iter().filter(|answer| answer.from < from);
        let answers = answers.chain([Answer { from, ..yes }]).collect();

        let history = history(answers, events, random);
        let mut first = None;
        live_watched(&history, |world, client| {
            if matches!(client.state(), State::Authorized { .. }) {
                first.get_or_insert(world.wall() - history.wall);
            }
        });
        // The ask that came too early may run into the time-out, and the next takes its time.
        let latest = from + TIMEOUT + HOUR + SLOW;
        prop_assert!(first.is_some_and(|at| at <= latest), "{first:?}, expected {latest}");
    }
}
