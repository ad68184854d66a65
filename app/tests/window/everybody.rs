//! Every screen, looked at for those who see it large, dark, through a screen reader or not at all.
//!
//! Two judges: axe-core, which knows what shuts people out (WCAG 2.2), and the page itself, which knows how wide its
//! words are and how much room they have.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use crate::{
    stage::{Stage, skip},
    street, tour,
    window::Window,
    words::{ENGLISH, SPANISH, Words},
};

/// The same judges for a screen that a play is at, and that the tour of a street does not come to: in daylight, in the
/// dark, and in large letters on a small phone.
pub fn are_welcome_at(window: &Window<'_>, screen: &str) {
    let mut faults = Vec::new();
    if let Some(axe) = axe() {
        faults = judged_by(&axe, window, screen);
    }
    let found = window.run(TOUCH, Vec::new()).expect("the page measures");
    faults.extend(listed(&found).map(|fault| format!("{screen}: {fault}")));
    window.run(LARGE, vec![json!("150%")]).expect("the page has letters");
    window.resize(360, 640);
    window.run_later(SETTLE, Vec::new()).expect("animations end");
    window.picture(&shot(&format!("{screen}-large-en")));
    let found = window.run(LETTERS, Vec::new()).expect("the page measures");
    faults.extend(listed(&found).map(|fault| format!("{screen}: {fault}")));
    window.run(LARGE, vec![json!("")]).expect("the page has letters");
    window.resize(390, 844);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// What axe says in daylight and in the dark; pictures of both stay.
fn judged_by(axe: &str, window: &Window<'_>, screen: &str) -> Vec<String> {
    if window.run("return !window.axe", Vec::new()).is_ok_and(|missing| missing == true) {
        window.run(axe, Vec::new()).expect("axe is a script");
    }
    let mut faults = Vec::new();
    in_either_light(window, screen, |theme| {
        let found = window.run_later(AXE, Vec::new()).expect("axe answers");
        faults.extend(listed(&found).map(|fault| format!("{screen}, {theme}: {fault}")));
    });
    faults
}

fn in_either_light(window: &Window<'_>, screen: &str, mut look: impl FnMut(&str)) {
    for theme in ["light", "dark"] {
        window.run(THEME, vec![json!(theme)]).expect("the page has a theme");
        window.run_later(SETTLE, Vec::new()).expect("animations end");
        window.picture(&shot(&format!("{screen}-{theme}")));
        look(theme);
    }
    window.run(THEME, vec![json!("system")]).expect("the page has a theme");
}

/// Nobody is shut out: neither in daylight nor in the dark. The pictures of all screens stay for people to look at.
#[test]
fn nobody_is_shut_out_of_any_screen() {
    let name = "nobody_is_shut_out_of_any_screen";
    let Some(stage) = Stage::set(name) else { return };
    let axe = axe();
    if axe.is_none() {
        skip(name, NO_AXE);
    }
    let mut faults = Vec::new();
    on_every_screen(&stage, ENGLISH, "100", |window, screen| {
        match &axe {
            Some(axe) => faults.extend(judged_by(axe, window, screen)),
            None => in_either_light(window, screen, |_| {}),
        }
        let found = window.run(TOUCH, Vec::new()).expect("the page measures");
        faults.extend(listed(&found).map(|fault| format!("{screen}: {fault}")));
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Judges that see nothing would find every screen in order.
#[test]
fn the_judges_see_what_is_wrong_where_something_is() {
    let name = "the_judges_see_what_is_wrong_where_something_is";
    let Some(stage) = Stage::set(name) else { return };
    let window = stage.open("Ana", &["--listen", "127.0.0.1:0"]);
    window.sees(ENGLISH.say("first-title"));
    window.run(WRONG, Vec::new()).expect("a script");
    let found = window.run(LETTERS, Vec::new()).expect("the page measures");
    let found: Vec<String> = listed(&found).collect();
    for wrong in
        ["beyond the screen: “Unbroken", "cut by its p: “Hidden", "too long for its field", "sideways"]
    {
        assert!(found.iter().any(|fault| fault.contains(wrong)), "{wrong} is not among {found:#?}");
    }
    let found = window.run(TOUCH, Vec::new()).expect("the page measures");
    let found: Vec<String> = listed(&found).collect();
    assert!(found.iter().any(|fault| fault.ends_with("small for a thumb: “Tiny”")), "{found:#?}");
    let Some(axe) = axe() else { return skip(name, NO_AXE) };
    window.run(&axe, Vec::new()).expect("axe is a script");
    let found = window.run_later(AXE, Vec::new()).expect("axe answers");
    let found: Vec<String> = listed(&found).collect();
    for wrong in ["button-name (critical)", "color-contrast (serious)"] {
        assert!(found.iter().any(|fault| fault.contains(wrong)), "{wrong} is not among {found:#?}");
    }
}

#[test]
fn no_word_is_cut_off_in_large_letters_on_a_small_phone_in_english() {
    no_word_is_cut_off("no_word_is_cut_off_in_large_letters_on_a_small_phone_in_english", ENGLISH);
}

#[test]
fn no_word_is_cut_off_in_large_letters_on_a_small_phone_in_spanish() {
    no_word_is_cut_off("no_word_is_cut_off_in_large_letters_on_a_small_phone_in_spanish", SPANISH);
}

/// At half as large again as usual, the nearest that the settings offer to the 140 % that are asked for.
fn no_word_is_cut_off(name: &str, words: Words) {
    let Some(stage) = Stage::set(name) else { return };
    let mut faults = Vec::new();
    on_every_screen(&stage, words, "150", |window, screen| {
        window.resize(360, 640);
        window.run_later(SETTLE, Vec::new()).expect("animations end");
        window.picture(&shot(&format!("{screen}-large-{}", words.language)));
        // And at twice the size, the largest that there is.
        for (size, word) in [("", ""), ("200%", "largest")] {
            window.run(LARGE, vec![json!(size)]).expect("the page has letters");
            let found = window.run(LETTERS, vec![json!(word)]).expect("the page measures");
            faults.extend(listed(&found).map(|fault| format!("{screen} {size}: {fault}")));
        }
        window.picture(&shot(&format!("{screen}-largest-{}", words.language)));
        window.run(LARGE, vec![json!("")]).expect("the page has letters");
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Takes a new phone and one in the middle of a street past all their screens.
fn on_every_screen(stage: &Stage, words: Words, size: &str, mut look: impl FnMut(&Window<'_>, &str)) {
    let street = street::in_full_swing(stage);
    for name in ["Ana", "Fernanda"] {
        let phone = stage.neighbour(name, None, None);
        phone.settles("setting/language", words.language);
        phone.settles("setting/size", size);
    }
    {
        let newcomer = stage.open("Fernanda", &["--listen", "127.0.0.1:0"]);
        tour::of_first_minutes(&newcomer, words, &street, &mut |screen| look(&newcomer, screen));
    }
    let ana = stage.open("Ana", &["--listen", &street.address.to_string()]);
    tour::of_a_street(&ana, words, &street, &mut |screen| look(&ana, screen));
}

/// The page's own judge of its letters.
const LETTERS: &str = include_str!("letters.js");

/// The judge of how large things are that are pressed.
const TOUCH: &str = include_str!("touch.js");

const NO_AXE: &str = "TEQUIO_AXE names no axe.min.js";

fn axe() -> Option<String> {
    fs::read_to_string(std::env::var_os("TEQUIO_AXE")?).ok()
}

/// One of everything that the judges should mind.
const WRONG: &str = "
    document.querySelector('main').insertAdjacentHTML('beforeend', `
      <p style='white-space: nowrap'>Unbroken for much longer than any phone on which this could be read is wide</p>
      <p style='width: 4rem; overflow: hidden; white-space: nowrap'>Hidden where it goes on</p>
      <select style='width: 5rem; min-width: 0'><option>A choice that nobody can read to its end</option></select>
      <p style='color: #aaa; background: #bbb'>Grey on grey</p>
      <button style='min-height: 0; height: 20px'>Tiny</button>
      <button></button>`);
";

const LARGE: &str = "document.documentElement.style.fontSize = arguments[0]";

const THEME: &str = "document.querySelector('[data-theme]').dataset.theme = arguments[0]";

/// Answers when nothing moves any more but what moves for ever.
const SETTLE: &str = "
    const done = arguments[arguments.length - 1];
    const ends = (animation) => animation.effect.getComputedTiming().endTime !== Infinity;
    Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished)).then(() => done());
";

/// What axe calls serious or critical, a line each.
const AXE: &str = "
    const done = arguments[arguments.length - 1];
    const grave = (found) => ['serious', 'critical'].includes(found.impact);
    const line = (found, node) => `${found.id} (${found.impact}): ${node.html.slice(0, 160)} ${node.failureSummary}`;
    axe.run(document, { resultTypes: ['violations'] }).then(
      (result) => done(result.violations.filter(grave).flatMap((found) => found.nodes.map((node) => line(found, node)))),
      (wrong) => done([`axe itself: ${wrong}`]),
    );
";

/// Where pictures of all screens are left.
fn shot(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("shots");
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder.join(format!("{name}.png"))
}

fn listed(found: &Value) -> impl Iterator<Item = String> {
    let lines = found.as_array().cloned().unwrap_or_else(|| vec![found.clone()]);
    lines.into_iter().map(|line| line.as_str().map_or_else(|| line.to_string(), str::to_owned))
}
