//! `tequio-node`: a phone without a screen, a courier, a street of phones, counts of ballots, and records of meetings.

mod card_page;
mod count_command;
#[cfg(unix)]
mod courier_command;
mod kept_command;
mod phone_command;
mod record_command;
mod street;

use std::process::ExitCode;

const HELP: &str = "\
tequio-node: phones without a screen

  tequio-node phone --phone DIR [OPTIONS]   one phone: commands on stdin, JSON lines on stdout
    --phone DIR           its folder; one folder is one phone
    --neighbour ADDRESS   call this phone, for ever (IP:PORT or a multiaddr); may be given several times
    --listen IP:PORT      where to listen (all networks, any port)
    --no-lan              do not look for others on the network (then listens on 127.0.0.1 unless told otherwise)
    --bluetooth ADAPTER   reach phones nearby by this adapter (hci0 …), or by any
    --keychain            let the system's keychain guard the key of a new phone
    --passphrase-file F   the passphrase is the file's first line
    --clock-offset S      a clock that is off by so many seconds, for tests

  tequio-node carry out|in FILE --phone DIR what a phone carries for others and its own, to a file or from one

  tequio-node courier --config FILE         carries for whoever passes by, until SIGTERM or SIGINT
    --status              instead: what the running one carries; --json for machines
    --example-config      instead: a config to start from
    --systemd-unit        instead: a unit for systemd

  tequio-node street [OPTIONS]              several phones in one process play a morning in a street
    --phones N            how many phones, from 3 to 12 (5)
    --seed S              what happens (1)
    --folder DIR          keep their folders here (a temporary one)
    --json                one machine-readable last line

  tequio-node log show --phone DIR          every entry that the phone keeps, one JSON line each
    --circle ID           of this circle alone (its id, or how it begins)
  tequio-node log verify --phone DIR        checks them all again; fails if anything is wrong or damaged
  tequio-node log export --phone DIR --to DIR   all that is one's own, to be read by anybody
  tequio-node backup --phone DIR --to FILE --backup-passphrase-file F
                                            a sealed copy, without what signs
  tequio-node restore --from FILE --phone DIR --backup-passphrase-file F
                                            a new device of the same person, in an empty folder
    --passphrase-file F   opens a phone that a passphrase guards; guards the restored one

  tequio-node count --method M FILE         counts ballots: M is ranked, approval, yes-no, consent or lot
    --winners N           how many win (a BLT file's own number, or 1)
    --threshold S         for yes-no and approval: `>1/2` is more than half, `>=2/3` at least two thirds
    --of WHOM             the share is of: voting, present or entitled
    --present N --entitled N   how many were there, and how many could vote
    --stop-at N           for consent: how many blocks stop it (1)
    --seed HEX            the order that breaks ties is drawn from it (as the file lists the options)
    --json                one machine-readable line
    FILE is .blt, PrefLib's .soc .soi .toc .toi .cat, or .csv with a line of names on top; under each name stands a
    rank (1 is best), or for approval 1 or 0; for yes-no one column of yes, no, abstain; for consent one of agree,
    stand aside, concern, block, and one of reasons; a column `count` says how many such ballots there are. An empty
    line of cells is a blank ballot. For lot it is a .txt of names, one a line.

  tequio-node record MEETING --phone DIR --out FILE   a meeting that the phone knows, as one file for everybody
    MEETING               its id, or how that begins
    --passphrase-file F   opens a phone that a passphrase guards
  tequio-node verify RECORD                 checks all of it from nothing but the file; fails unless all holds
    --json                one machine-readable line
  tequio-node minutes RECORD                its minutes as a page that reads and prints well
    --out FILE            writes it there (else to stdout)
    --language L          en or es (en)

  tequio-node help                          this, and the commands of `phone`
";

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let done = match words.next().as_deref() {
        Some("phone") => phone_command::run(words),
        Some("carry") => phone_command::run_carry(words),
        #[cfg(unix)]
        Some("courier") => courier_command::run(words),
        Some("street") => street::run(words),
        Some("log") => kept_command::log(words),
        Some("backup") => kept_command::backup(words),
        Some("restore") => kept_command::restore(words),
        Some("count") => count_command::run(words),
        Some("record") => record_command::record(words),
        Some("verify") => record_command::verify(words),
        Some("minutes") => record_command::minutes(words),
        Some("help" | "--help" | "-h") => {
            print!("{HELP}\nCommands of `phone`, one a line:\n{}", phone_command::COMMANDS);
            Ok(true)
        }
        Some(other) => {
            let known = "phone, carry, courier, street, log, backup, restore, count, record, verify, minutes and help";
            Err(format!("there is no `{other}`; there is {known}"))
        }
        None => {
            let known =
                "phone, carry, courier, street, log, backup, restore, count, record, verify, minutes or help";
            Err(format!("say what: {known}"))
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("tequio-node: {sentence}");
            ExitCode::from(2)
        }
    }
}

/// The value that must follow an option.
fn value_of(option: &str, words: &mut impl Iterator<Item = String>) -> Result<String, String> {
    words.next().ok_or_else(|| format!("{option} wants a value after it"))
}

/// A value that is a number.
fn number_of<N: std::str::FromStr>(
    option: &str,
    words: &mut impl Iterator<Item = String>,
) -> Result<N, String> {
    let value = value_of(option, words)?;
    value.parse().map_err(|_| format!("{option} wants a number, not `{value}`"))
}

/// tokio for the links, with as few threads as serve.
fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|wrong| format!("this system gives no threads: {wrong}"))
}
