//! Whether the terminal is still there. The library that reads it does not tell when it has gone, but spins.

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fd::BorrowedFd,
    termios::isatty,
};

/// Whether the terminal was hung up: it will neither be read nor written any more. Does not wait.
pub fn is_gone() -> bool {
    let hung_up = |fd: BorrowedFd<'_>| {
        let mut asked = [PollFd::new(&fd, PollFlags::empty())];
        let now = Timespec { tv_sec: 0, tv_nsec: 0 };
        let ends = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        poll(&mut asked, Some(&now)).is_ok_and(|ready| ready > 0)
            && asked.iter().any(|fd| fd.revents().intersects(ends))
    };
    let (input, output) = (rustix::stdio::stdin(), rustix::stdio::stdout());
    // A pipe of ids on standard input ends long before the screen does. A terminal that has hung up is still one.
    hung_up(output) || (isatty(input) && hung_up(input))
}
