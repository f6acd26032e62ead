//! A program together with whatever it starts: when it is over, none of it is left.

use std::{
    io,
    process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio},
};

/// A running program that leads a process group of its own, where there are such groups.
///
/// Dropping it stops all of the group.
pub(crate) struct ProcessGroup {
    leader: Child,
    is_over: bool,
}

/// The streams of the leader, from this side.
pub(crate) struct Streams {
    pub(crate) stdin: ChildStdin,
    pub(crate) stdout: ChildStdout,
    pub(crate) stderr: ChildStderr,
}

impl ProcessGroup {
    /// Starts the program.
    pub(crate) fn start(command: &mut Command) -> io::Result<(Self, Streams)> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut leader = system::start(command)?;
        let streams = (leader.stdin.take(), leader.stdout.take(), leader.stderr.take());
        let group = Self { leader, is_over: false };
        match streams {
            (Some(stdin), Some(stdout), Some(stderr)) => {
                Ok((group, Streams { stdin, stdout, stderr }))
            }
            _ => Err(io::Error::other("expected three streams")),
        }
    }

    /// How the leader ended, if it has. What it left behind is stopped.
    pub(crate) fn end(&mut self) -> Option<ExitStatus> {
        if self.is_over || system::has_ended(&mut self.leader) { self.stop() } else { None }
    }

    /// Stops all of the group, and says how the leader ended.
    pub(crate) fn stop(&mut self) -> Option<ExitStatus> {
        if !std::mem::replace(&mut self.is_over, true) {
            return system::stop(&mut self.leader);
        }
        // It is known by now.
        self.leader.try_wait().ok().flatten()
    }
}

impl Drop for ProcessGroup {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(unix)]
mod system {
    use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
    use signal_hook::{
        consts::{SIGINT, SIGTERM},
        iterator::Signals,
        low_level::emulate_default_handler,
    };
    use std::{
        io,
        os::unix::process::CommandExt,
        process::{Child, Command, ExitStatus},
        sync::{Mutex, MutexGuard, Once, PoisonError},
        thread,
    };

    /// The group that is to end with this process, whose leader has not been waited for: its number is not used again.
    static RUNNING: Mutex<Option<Pid>> = Mutex::new(None);
    static WATCH: Once = Once::new();

    pub(super) fn start(command: &mut Command) -> io::Result<Child> {
        let mut watched = Ok(());
        WATCH.call_once(|| watched = watch());
        watched?;
        // Kept until the number is known: a signal in between has to wait.
        let mut running = running();
        let leader = command.process_group(0).spawn()?;
        *running = Some(Pid::from_child(&leader));
        Ok(leader)
    }

    /// Ctrl-C reaches the group of this process alone. It is passed on, and ends this process as ever.
    fn watch() -> io::Result<()> {
        let mut signals = Signals::new([SIGINT, SIGTERM])?;
        thread::spawn(move || {
            for signal in signals.forever() {
                let running = running();
                kill(*running);
                let _ = emulate_default_handler(signal);
            }
        });
        Ok(())
    }

    pub(super) fn has_ended(leader: &mut Child) -> bool {
        // Without taking its status: until that is done, nobody else gets the number of the group.
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        matches!(waitid(WaitId::Pid(Pid::from_child(leader)), options), Ok(Some(_)))
    }

    pub(super) fn stop(leader: &mut Child) -> Option<ExitStatus> {
        let mut running = running();
        kill(running.take());
        leader.wait().ok()
    }

    fn kill(group: Option<Pid>) {
        if let Some(group) = group {
            // All of it may have ended meanwhile, which is as good.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }

    fn running() -> MutexGuard<'static, Option<Pid>> {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(not(unix))]
mod system {
    use std::{
        io,
        process::{Child, Command, ExitStatus},
    };

    pub(super) fn start(command: &mut Command) -> io::Result<Child> {
        command.spawn()
    }

    pub(super) fn has_ended(leader: &mut Child) -> bool {
        matches!(leader.try_wait(), Ok(Some(_)))
    }

    pub(super) fn stop(leader: &mut Child) -> Option<ExitStatus> {
        // It may have ended meanwhile, which is as good.
        let _ = leader.kill();
        leader.wait().ok()
    }
}
