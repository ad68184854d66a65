//! Files as they come: known ones, wrong ones, and ones that are nearly right.

use std::collections::BTreeSet;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use serde_json::Value;
use tequio_core::count::{Choice, OptionNo, Outcome};

use super::{
    Counted, Wanted,
    ballots::{Ballots, Kind},
    json, words,
};

const SCHULZE_45: &str = include_str!("../../../core/tests/count/elections/schulze-45.soc");
const BURLINGTON: &str = include_str!("../../../core/tests/count/elections/burlington-2009.toi");

const KEYS: &str = "\
4 2 # four options, two of them win
-2
(slip 1) 3 1 3 4 0
4 1 3 2 0
2 4 1=3 0
1 2 0
2 2=4=3 - 1 0
1 0
0
\"Ana\" \"Beto\"
\"Carla\" \"Daniel Ruiz\"
\"Who keeps the keys\"
";

const PARTY: &str = "\
# TITLE: The party
# DATA TYPE: cat
# NUMBER ALTERNATIVES: 3
# NUMBER CATEGORIES: 2
# CATEGORY NAME 1: yes
# CATEGORY NAME 2: no
# ALTERNATIVE NAME 1: Music
# ALTERNATIVE NAME 2: Film
# ALTERNATIVE NAME 3: Food
4: {1,3},2
2: {},{1,2,3}
1: 2,{1,3}
";

const TABLE: &str = "count,Ana,\"Beto, the baker\",Carla\r\n5,1,2,\r\n3,,1,1\r\n2,,,\r\n";

fn counted(wish: &str, extension: &str, text: &str) -> Result<Counted, String> {
    let wanted = Wanted::read(wish.split_whitespace().map(str::to_owned))?;
    wanted.count(text, extension.to_owned())
}

fn winners(counted: &Counted) -> Vec<String> {
    let Outcome::Winners(winners) = &counted.tally.outcome else { panic!("somebody won") };
    winners.iter().map(|option| counted.name(*option)).collect()
}

fn tier(numbers: &[u8]) -> BTreeSet<OptionNo> {
    numbers.iter().copied().map(OptionNo).collect()
}

#[test]
fn the_45_are_counted_place_by_place_in_words() {
    let counted = counted("--method ranked", "soc", SCHULZE_45).expect("a fine file");
    let told = words::of(&counted);
    for sentence in [
        "45 ballots: 45 take a side, 0 are blank, 0 do not fit.",
        "Place 1: E\n",
        "Ranked, by Schulze's method, for one place.",
        "before A by a path: E 27 : 18 B, B 25 : 20 A; its weakest duel is 25 : 20; the strongest way back is 24 : 21",
        "before B by a path: E 31 : 14 D, D 28 : 17 C, C 29 : 16 B; its weakest duel is 28 : 17; \
         the strongest way back is 24 : 21",
        "Place 5: D\n  is the only one left.",
        "Winner: E.",
    ] {
        assert!(told.contains(sentence), "{sentence:?} is missing in:\n{told}");
    }
}

#[test]
fn burlington_is_counted_and_said_in_json() {
    let counted = counted("--method ranked", "toi", BURLINGTON).expect("a fine file");
    assert_eq!(winners(&counted), ["Andy Montroll"]);
    let value: Value = serde_json::from_str(&json::of(&counted).to_string()).expect("JSON");
    assert_eq!(value["outcome"]["winners"], serde_json::json!([1]));
    assert_eq!(value["options"][1], "Andy Montroll");
    assert_eq!(value["counted"]["prefer"][1][0], 4_067);
    assert_eq!(value["counted"]["strongest"][0][1], Value::Null);
    assert_eq!(value["figures"]["ballots"], 8_980);
    assert!(words::of(&counted).contains("before Bob Kiss: 4,067 : 3,477"));
}

#[test]
fn a_blt_file_has_its_seats_its_withdrawn_and_its_equal_ranks() {
    let ballots = Ballots::read(Kind::Ranked, "blt", KEYS).expect("a fine file");
    assert_eq!(ballots.title.as_deref(), Some("Who keeps the keys"));
    assert_eq!(ballots.options, ["Ana", "Carla", "Daniel Ruiz"]);
    assert_eq!(ballots.seats, Some(2));
    let expected = [
        (Choice::Blank, 2),
        (Choice::Ranking(vec![tier(&[0]), tier(&[1])]), 4),
        (Choice::Ranking(vec![tier(&[0]), tier(&[1]), tier(&[2])]), 3),
        (Choice::Ranking(vec![tier(&[1, 2]), tier(&[0])]), 2),
        (Choice::Ranking(vec![tier(&[2]), tier(&[0, 1])]), 2),
    ];
    assert_eq!(ballots.piles, expected);
    assert_eq!(winners(&counted("--method ranked", "blt", KEYS).expect("fine")), ["Ana", "Carla"]);
    assert_eq!(winners(&counted("--method ranked --winners 1", "blt", KEYS).expect("fine")), ["Ana"]);
}

#[test]
fn the_first_category_is_approved_and_an_empty_one_is_a_wish_too() {
    let counted = counted("--method approval --threshold >1/2", "cat", PARTY).expect("a fine file");
    assert_eq!(winners(&counted), ["Music"]);
    assert_eq!(counted.tally.figures.voting, 7);
    assert_eq!(counted.tally.ties.len(), 1, "music and food have four each");
    let told = words::of(&counted);
    assert!(
        told.contains("Tie for place 1 between Music, Food: the order for ties puts Music first."),
        "{told}"
    );
    assert!(told.contains("Needed to win: 4, of 7."), "{told}");
}

#[test]
fn tables_are_read_by_each_method() {
    let ballots = Ballots::read(Kind::Ranked, "csv", TABLE).expect("a fine table");
    assert_eq!(ballots.options, ["Ana", "Beto, the baker", "Carla"]);
    let expected = [
        (Choice::Blank, 2),
        (Choice::Ranking(vec![tier(&[0]), tier(&[1])]), 5),
        (Choice::Ranking(vec![tier(&[1, 2])]), 3),
    ];
    assert_eq!(ballots.piles, expected);
    let approval =
        counted("--method approval --winners 2", "csv", "A;B;C\n1;0;x\n0;0;0\n;;\nyes;no;\n").expect("fine");
    assert_eq!(winners(&approval), ["A", "C"]);
    assert_eq!((approval.tally.figures.voting, approval.tally.figures.blank), (3, 1));
    let yes_no = "vote,count\nyes,6\nno,3\nabstain,2\n,1\n";
    let passes = |wish: &str| counted(wish, "csv", yes_no).expect("fine").tally.outcome == Outcome::Passed;
    assert!(passes("--method yes-no --threshold >=2/3"));
    assert!(!passes("--method yes-no --threshold >2/3"));
    assert!(!passes("--method yes-no --threshold >=2/3 --of present"));
    assert!(passes("--method yes-no --threshold >=1/2 --of present"));
    assert!(!passes("--method yes-no --threshold >=1/2 --of entitled --entitled 13"));
    let consent =
        "vote,reason\nagree,\nconcern,\"Who \"\"cleans\"\" up,\nand when?\"\nstand aside,\nblock,No water.\n";
    let stopped = |wish: &str| counted(wish, "csv", consent).expect("fine").tally.outcome;
    assert_eq!(stopped("--method consent"), Outcome::Stopped);
    assert_eq!(stopped("--method consent --stop-at 2"), Outcome::Passed);
}

#[test]
fn names_are_drawn_from_a_seed_and_anybody_can_draw_them_again() {
    let names = "Ana\n\nBeto\nCarla\nDaniel\n";
    let wish = format!("--method lot --places 2 --seed {}", "07".repeat(32));
    let [one, again] = [0, 1].map(|_| words::of(&counted(&wish, "txt", names).expect("fine")));
    assert_eq!(one, again);
    assert!(one.contains("Drawn: "), "{one}");
    let refused = counted("--method lot", "txt", names).map(|_| ());
    assert_eq!(refused, Err("a lot needs --seed, 64 hexadecimal digits".to_owned()));
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line() {
    let blt = |rows: &str| format!("3 1\n{rows}\"A\" \"B\" \"C\"\n");
    let preflib = |rows: &str| format!("# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: B\n{rows}");
    for (kind, extension, text, sentence) in [
        (
            Kind::Ranked,
            "blt",
            String::new(),
            "line 1: the file ends where it should say how many options there are",
        ),
        (Kind::Ranked, "blt", "65 1".into(), "line 1: from 1 to 64 options can be counted, and not 65"),
        (Kind::Ranked, "blt", blt("2 1 4 0\n0\n"), "line 2: there is no option `4`: they are 1 to 3"),
        (
            Kind::Ranked,
            "blt",
            blt("2 1 2 0\n1 3\n1=1 0\n0\n"),
            "line 4: option 1 stands twice on this ballot",
        ),
        (Kind::Ranked, "blt", blt("2 1 2 1 0\n0\n"), "line 2: option 1 stands twice in this ranking"),
        (Kind::Ranked, "blt", blt("1.5 1 0\n0\n"), "line 2: `1.5` is no whole number of ballots"),
        (Kind::Ranked, "blt", blt("1 1 0\n-2\n0\n"), "line 3: who withdrew stands before the first ballot"),
        (Kind::Ranked, "blt", blt("1 1 2\n"), "line 3: a number is needed here, and not the name \"A\""),
        (Kind::Ranked, "blt", "2 1\n0\n\"A\"\n".into(), "line 4: the names of 1 options are missing"),
        (Kind::Ranked, "blt", "2 1\n0\n\"A\n".into(), "line 3: a name without its end `\"`"),
        (
            Kind::Ranked,
            "blt",
            blt("4000000000 1 0\n1 2 0\n0\n"),
            "line 3: these are more than 4000000000 ballots",
        ),
        (Kind::Consent, "blt", blt("0\n"), "a .blt file holds rankings, which this method does not count"),
        (Kind::Ranked, "soi", preflib("2: 1,3\n"), "line 3: there is no option `3`: they are 1 to 2"),
        (Kind::Ranked, "soi", preflib("2: 1,{2\n"), "line 3: a `{` without its `}`"),
        (Kind::Ranked, "soi", preflib("2: 1,\n"), "line 3: this order ends with a comma"),
        (Kind::Ranked, "soi", preflib("2: {1}2\n"), "line 3: a comma is missing in this order"),
        (Kind::Ranked, "soi", preflib("2 1,2\n"), "line 3: `2 1,2` is no number of ballots and an order"),
        (Kind::Ranked, "soi", preflib("1: 1\n\n1: 2,2\n"), "line 5: option 2 stands twice in this ranking"),
        (
            Kind::Ranked,
            "soi",
            "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: A\n1: 1\n".into(),
            "line 1: it says 3 options and names 1",
        ),
        (
            Kind::Ranked,
            "soi",
            "4\n1,A\n".into(),
            "line 1: PrefLib's files begin with lines of `#` that name the options (before 2022 they did not)",
        ),
        (Kind::Ranked, "csv", String::new(), "line 1: the table is empty"),
        (Kind::Ranked, "csv", "A,B\n1,2\n1\n".into(), "line 3: this line has 1 cells and the first one 2"),
        (Kind::Ranked, "csv", "A,B\n1,0\n".into(), "line 2: `0` is no rank: 1 is the best"),
        (Kind::Ranked, "csv", "A,count\n1,x\n".into(), "line 2: `x` is no whole number of ballots"),
        (Kind::Ranked, "csv", "A,\"B\n1,2\n".into(), "line 1: a quoted cell has no end"),
        (
            Kind::Ranked,
            "csv",
            "A,B\n\"1\"0,2\n".into(),
            "line 2: after a quoted cell there is something else than the next one",
        ),
        (Kind::YesNo, "csv", "vote\nyes\nmaybe\n".into(), "line 3: `maybe` is neither yes, no nor abstain"),
        (
            Kind::Consent,
            "csv",
            "vote,reason\nblock,\n".into(),
            "line 2: a concern or a block needs a reason that others can answer",
        ),
        (
            Kind::Ranked,
            "doc",
            String::new(),
            "the file's name has to end in .blt, .soc, .soi, .toc, .toi, .cat or .csv",
        ),
    ] {
        assert_eq!(Ballots::read(kind, extension, &text), Err(sentence.to_owned()), "{text}");
    }
}

#[test]
fn options_that_do_not_go_together_are_refused_with_a_sentence() {
    for (wish, sentence) in [
        ("--method ranked --stop-at 2", "--stop-at is for consent, and not for this method"),
        (
            "--method ranked --threshold >1/2",
            "--threshold is for yes-no and approval, and not for this method",
        ),
        ("--method ranked --winners 6", "of 5 options, 6 cannot be chosen"),
        (
            "--method approval --threshold 1/2",
            "--threshold wants a share such as `>1/2` or `>=2/3`, not `1/2`",
        ),
        ("--method approval --threshold >3/2", "3 of 2 is no threshold that can be reached and missed"),
        ("--method borda", "there is no method `borda`; there is ranked, approval, yes-no, consent or lot"),
        ("--winners 2", "say how: --method ranked, approval, yes-no, consent or lot"),
        ("--method ranked --seed 07", "--seed wants 64 hexadecimal digits"),
        ("--method ranked --loud", "there is no option `--loud` here; see `tequio-node help`"),
    ] {
        assert_eq!(counted(wish, "soc", SCHULZE_45).map(|_| ()), Err(sentence.to_owned()), "{wish}");
    }
}

/// Seeded mutation of honest files: none panics, and what is read is counted, said and fits its vote.
#[test]
fn files_that_are_nearly_right_are_refused_or_counted() {
    let consent = "vote,reason\nagree,\nconcern,\"Who \"\"cleans\"\" up,\nand when?\"\nblock,No water.\n";
    let corpus = [
        ("blt", Kind::Ranked, KEYS),
        ("toi", Kind::Ranked, &BURLINGTON[..2_000]),
        ("cat", Kind::Approval, PARTY),
        ("csv", Kind::Ranked, TABLE),
        ("csv", Kind::Consent, consent),
        ("csv", Kind::YesNo, "vote,count\nyes,6\nno,3\nabstain,2\n,1\n"),
        ("txt", Kind::Lot, "Ana\n\nBeto\nCarla\nDaniel\n"),
    ];
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let tries = if nightly { 1_000_000 } else { 20_000 };
    let mut dice = ChaCha20Rng::seed_from_u64(11);
    let (mut taken, signs) = (0, b"0123456789,;{}#:\"\n\r=-() xE\xc3\xa9\xff\0");
    for round in 0..tries {
        let (extension, kind, text) = corpus[dice.next_u32() as usize % corpus.len()];
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..1 + dice.next_u32() % 4 {
            let at = dice.next_u32() as usize % bytes.len().max(1);
            let sign = signs[dice.next_u32() as usize % signs.len()];
            let upto = (at + dice.next_u32() as usize % 9).min(bytes.len());
            match dice.next_u32() % 5 {
                _ if bytes.is_empty() => bytes.push(sign),
                0 => bytes[at] = sign,
                1 => bytes.insert(at, sign),
                2 => drop(bytes.drain(at..upto)),
                3 => {
                    let copied = bytes[at..upto].to_vec();
                    bytes.splice(at..at, copied);
                }
                _ => bytes.truncate(at),
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        let wanted = Wanted { kind: Some(kind), seed: Some([1; 32]), ..Wanted::default() };
        let Ok(counted) = wanted.count(&text, extension.to_owned()) else { continue };
        taken += 1;
        assert_eq!(
            counted.tally.figures.unfit, 0,
            "round {round}: what does not fit is told when it is read"
        );
        assert!(words::of(&counted).contains("digest "));
        assert_eq!(
            json::of(&counted)["options"].as_array().map(Vec::len),
            Some(counted.ballots.options.len())
        );
    }
    assert!(taken > tries / 20, "{taken} of {tries} are still files");
}
