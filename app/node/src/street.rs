//! A street of phones in one process, each with its own keys, folder and links, playing a morning.
//!
//! Each is told the addresses of one or two neighbours only, so that most things travel from hand to hand. What
//! happens follows from the seed; when it happens does not. At the end all must hold the same state, and all that was
//! expected must have been seen: only then the exit code is 0.

mod household;
mod morning;

use std::{
    io::Write,
    path::PathBuf,
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::time::timeout;

use crate::{number_of, runtime, value_of};
use household::Household;
use morning::Morning;

/// However slow the machine, a morning has an end.
const MORNING_MAX: Duration = Duration::from_secs(60);
const NAMES: [&str; 12] = [
    "Ana", "Beto", "Carmen", "Diego", "Elena", "Fermín", "Graciela", "Hugo", "Inés", "Julián", "Karla",
    "Lucio",
];

/// What was asked for.
struct Wanted {
    phones: usize,
    seed: u64,
    folder: Option<PathBuf>,
    json: bool,
}

/// Plays a morning; whether all phones agree at its end.
///
/// # Errors
/// A sentence about the options.
pub fn run(words: impl Iterator<Item = String>) -> Result<bool, String> {
    let wanted = read_options(words)?;
    let kept = wanted.folder.is_some();
    let folder = wanted.folder.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("tequio-street-{}-{}", std::process::id(), wanted.seed))
    });
    let runtime = runtime()?;
    let played = runtime.block_on(play(&wanted, folder.clone()));
    runtime.shutdown_timeout(Duration::from_secs(2));
    if !kept {
        // It lies among the temporary files: left behind, it harms nobody.
        let _ = std::fs::remove_dir_all(&folder);
    }
    if let Err(sentence) = &played {
        say(&format!("\nThe morning did not end well: {sentence}"));
    }
    Ok(played.is_ok())
}

fn read_options(mut words: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let mut wanted = Wanted { phones: 5, seed: 1, folder: None, json: false };
    while let Some(option) = words.next() {
        match option.as_str() {
            "--phones" => wanted.phones = number_of("--phones", &mut words)?,
            "--seed" => wanted.seed = number_of("--seed", &mut words)?,
            "--folder" => wanted.folder = Some(PathBuf::from(value_of("--folder", &mut words)?)),
            "--json" => wanted.json = true,
            other => return Err(format!("`street` knows no `{other}`; see `tequio-node help`")),
        }
    }
    if !(3..=NAMES.len()).contains(&wanted.phones) {
        return Err(format!("a street has from 3 to {} phones, not {}", NAMES.len(), wanted.phones));
    }
    Ok(wanted)
}

async fn play(wanted: &Wanted, folder: PathBuf) -> Result<(), String> {
    let begun = Instant::now();
    say(&format!("A morning in Calle Roble: {} phones, seed {}.\n", wanted.phones, wanted.seed));
    let mut morning = Morning::begin(&NAMES[..wanted.phones], wanted.seed, &folder).await?;
    let played = timeout(MORNING_MAX, morning.play()).await;
    let agree = table(&morning.households).await?;
    played.map_err(|_| format!("it was not over after {} seconds", MORNING_MAX.as_secs()))??;
    let (median, longest) = morning.times();
    if agree {
        say(&format!("\nAll {} phones hold the same state.", wanted.phones));
    }
    say(&format!(
        "From a press to the last of the other phones: median {median} ms, longest {longest} ms ({} presses).",
        morning.presses.len()
    ));
    if wanted.json {
        say(&json!({
            "phones": wanted.phones, "seed": wanted.seed, "agree": agree, "presses": morning.presses.len(),
            "median_ms": median, "longest_ms": longest, "seconds": begun.elapsed().as_secs_f64(),
        })
        .to_string());
    }
    for household in &morning.households {
        household.node.stop().await;
    }
    if agree { Ok(()) } else { Err("the phones do not hold the same state".to_owned()) }
}

/// What each phone holds at the end; whether it is the same everywhere.
async fn table(households: &[Household]) -> Result<bool, String> {
    say("\n  phone      links  members  posts  entries  refused  state");
    let mut hashes = Vec::new();
    for household in households {
        let standing = household.standing().await?;
        let hash = data_encoding::HEXLOWER.encode(&standing.state_hash);
        let counters = household.node.counters().await.map_err(|wrong| wrong.to_string())?;
        let refused: u64 = counters.rejected.values().sum();
        let (members, posts) = (household.people().members.len(), household.board().cards.len());
        say(&format!(
            "  {:<10} {:>5} {members:>8} {posts:>6} {:>8} {refused:>8}  {}…{}",
            household.name,
            counters.links,
            standing.entries,
            &hash[..8],
            &hash[56..]
        ));
        hashes.push((standing.entries, hash));
    }
    Ok(hashes.windows(2).all(|pair| pair[0] == pair[1]))
}

/// One line of the story, at once.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // A reader that went away does not stop the morning.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
