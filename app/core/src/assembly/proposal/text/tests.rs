use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;

fn span(at: u32, cut: u32, put: &str) -> Span {
    Span { at, cut, put: put.into() }
}

/// What a reader sees: what is cut in brackets, what is put in braces.
fn read(runs: &[Run]) -> String {
    let one = |run: &Run| match run {
        Run::Kept(text) => text.clone(),
        Run::Skipped => "…".to_owned(),
        Run::Cut(text) => format!("[{text}]"),
        Run::Put(text) => format!("{{{text}}}"),
    };
    runs.iter().map(one).collect()
}

fn check(old: &str, new: &str, wanted: &str) {
    let spans = difference(old, new);
    assert_eq!(read(&shown(old, &spans)), wanted);
    assert_eq!(applied(old, &spans).as_deref(), Some(new));
    assert!(fits(old, &spans));
    assert!(spans.is_empty() || is_well_formed(&spans), "{spans:?}");
}

#[test]
fn a_difference_is_of_whole_words_and_as_small_as_it_can_be() {
    check("A bench under the tree.", "A bench under the tree.", "A bench under the tree.");
    check("A bench under the tree.", "Two benches under the tree.", "[A bench]{Two benches} under the tree.");
    check("A bench.", "A green bench.", "A {green }bench.");
    check("A green bench.", "A bench.", "A [green ]bench.");
    check("One. Two. Three.", "One.\n\nTwo. Three.", "One.[ ]{\n\n}Two. Three.");
    check("", "All of it", "{All of it}");
    check("All of it", "", "[All of it]");
    // Written without spaces, each letter is a piece.
    check("村里开会", "村外开会", "村[里]{外}开会");
}

#[test]
fn a_long_text_is_shown_where_it_changes() {
    let filler = "word ".repeat(100);
    let (old, new) = (format!("{filler}here {filler}"), format!("{filler}there {filler}"));
    let read = read(&shown(&old, &difference(&old, &new)));
    assert!(read.contains("[here]{there}"));
    assert!(read.starts_with('…') && read.ends_with('…'), "{read}");
    assert!(read.chars().count() < 250, "{read}");
}

#[test]
fn two_who_change_one_word_collide_and_neighbours_do_not() {
    let text = "a bench under the tree";
    let of = |new: &str| difference(text, new);
    assert!(collide(&of("a seat under the tree"), &of("a table under the tree")));
    assert!(collide(&of("a bench under a lime"), &of("a bench under the oak")));
    assert!(!collide(&of("a seat under the tree"), &of("a bench near the tree")));
    // Both put something at one place: whose word comes first is for people to say.
    assert!(collide(&of("a green bench under the tree"), &of("a stone bench under the tree")));
    // What is put before a word that another replaces stays before it, whichever of the two comes first.
    let (green, seat) = (of("a green bench under the tree"), of("a seat under the tree"));
    let both = "a green seat under the tree";
    let one_way = applied(&applied(text, &green).unwrap(), &rebased(&seat, &green).unwrap());
    let other_way = applied(&applied(text, &seat).unwrap(), &rebased(&green, &seat).unwrap());
    assert_eq!((one_way.as_deref(), other_way.as_deref()), (Some(both), Some(both)));
}

#[test]
fn what_no_text_can_become_by_is_refused() {
    let text = "a bench";
    assert_eq!(applied(text, &[span(8, 0, "s")]), None);
    assert_eq!(applied(text, &[span(5, 9, "")]), None);
    assert_eq!(applied(text, &[span(4, 1, ""), span(0, 1, "")]), None);
    assert_eq!(applied(text, &[span(u32::MAX, u32::MAX, "")]), None);
    assert!(!fits(text, &[span(3, 1, "x")]), "half of a word");
    assert!(!is_well_formed(&[]));
    assert!(!is_well_formed(&[span(0, 0, "")]), "nothing");
    assert!(!is_well_formed(&[span(0, 2, ""), span(2, 0, "x")]), "two that touch are one");
    assert!(!is_well_formed(&[span(0, 0, &"x".repeat(TEXT_MAX + 1))]));
    let many: Vec<Span> = (0..=SPANS_MAX as u32).map(|n| span(3 * n, 1, "")).collect();
    assert!(!is_well_formed(&many));
    assert!(is_well_formed(&many[1..]));
}

/// A text in which every letter knows which of the first text it was: what changes mean, without any arithmetic.
#[derive(Clone)]
struct Reference {
    /// Before each letter of the first text, and after the last, what was put there.
    put: Vec<String>,
    letters: Vec<(char, bool)>,
}

impl Reference {
    fn new(text: &str) -> Reference {
        let letters: Vec<(char, bool)> = text.chars().map(|letter| (letter, true)).collect();
        Reference { put: vec![String::new(); letters.len() + 1], letters }
    }

    /// Makes a change of the first text. What is put in place of something goes before it.
    fn make(&mut self, spans: &[Span]) {
        for span in spans {
            let at = span.at as usize;
            for letter in &mut self.letters[at..at + span.cut as usize] {
                letter.1 = false;
            }
            // An insertion before a replaced word stands before what replaces it.
            match span.cut {
                0 => self.put[at].insert_str(0, &span.put),
                _ => self.put[at].push_str(&span.put),
            }
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (put, (letter, is_there)) in self.put.iter().zip(&self.letters) {
            text.push_str(put);
            text.extend(is_there.then_some(*letter));
        }
        text + &self.put[self.letters.len()]
    }
}

/// A random edit, as somebody makes it on their screen.
fn edited(text: &str, dice: &mut ChaCha20Rng) -> String {
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for _ in 0..1 + dice.next_u32() % 3 {
        let at = dice.next_u32() as usize % words.len();
        let fresh = format!("w{}", dice.next_u32() % 1_000);
        match dice.next_u32() % 4 {
            0 => words.insert(at, fresh),
            1 if words.len() > 1 => drop(words.remove(at)),
            2 => words[at].push('\n'),
            _ => words[at] = fresh,
        }
    }
    words.join(" ")
}

#[test]
fn any_changes_that_do_not_collide_come_to_the_same_as_letter_by_letter() {
    let (mut made, mut collided) = (0, 0);
    for seed in 0..4_000 {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let text: Vec<String> = (0..12).map(|n| format!("t{n}")).collect();
        let text = text.join(" ");
        let changes: Vec<Vec<Span>> = (0..3).map(|_| difference(&text, &edited(&text, &mut dice))).collect();
        let (mut now, mut steps) = (text.clone(), Vec::<Vec<Span>>::new());
        let mut reference = Reference::new(&text);
        for change in changes.iter().filter(|change| !change.is_empty()) {
            let mut moved = Some(change.clone());
            for step in &steps {
                moved = moved.and_then(|spans| rebased(&spans, step));
            }
            let Some(moved) = moved else {
                collided += 1;
                continue;
            };
            now = applied(&now, &moved).expect("what was moved lies in the text");
            steps.push(moved);
            reference.make(change);
            made += 1;
        }
        assert_eq!(now, reference.text(), "seed {seed}");
    }
    assert!(made > 4_000 && collided > 400, "both happen: {made} were made, {collided} collided");
}

#[test]
fn any_two_texts_differ_by_what_their_difference_says() {
    for seed in 0..1_000 {
        let mut dice = ChaCha20Rng::seed_from_u64(seed);
        let mut texts = (0..2).map(|_| -> String {
            let length = dice.next_u32() % 40;
            (0..length).map(|_| ['a', 'b', ' ', '\n', '村'][dice.next_u32() as usize % 5]).collect()
        });
        let (old, new) = (texts.next().unwrap(), texts.next().unwrap());
        let spans = difference(&old, &new);
        assert_eq!(applied(&old, &spans).as_deref(), Some(new.as_str()), "seed {seed}");
        assert!(fits(&old, &spans), "seed {seed}");
        assert!(spans.is_empty() || is_well_formed(&spans), "seed {seed}: {spans:?}");
    }
}

#[test]
fn texts_that_differ_everywhere_are_told_apart_in_bounded_steps() {
    let words = |word: &str| vec![word; TEXT_MAX / 2].join(" ");
    let (old, new) = (words("a"), words("b"));
    let spans = difference(&old, &new);
    assert!(is_well_formed(&spans));
    assert_eq!(applied(&old, &spans), Some(new));
}
