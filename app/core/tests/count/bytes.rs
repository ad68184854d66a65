//! What of a vote travels: methods, choices and the order for ties, each with its one spelling.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use minicbor::{Decode, Encode};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use tequio_core::{
    cbor,
    count::{Base, Bound, Choice, Method, OptionNo, Share, Threshold, TieOrder, count},
};

fn tier(numbers: &[u8]) -> BTreeSet<OptionNo> {
    numbers.iter().copied().map(OptionNo).collect()
}

fn methods() -> Vec<(Method, &'static str)> {
    let share = Share { num: 2, den: 3 };
    let threshold = Threshold { share, of: Base::Present, bound: Bound::AtLeast };
    vec![
        (Method::Consent { stop_at: 1 }, "82008101"),
        (Method::YesNo { threshold: Threshold::MAJORITY }, "82018183820102 00 01"),
        (Method::YesNo { threshold }, "82018183820203 01 00"),
        (Method::Approval { winners: 3, threshold: None }, "82028103"),
        (Method::Approval { winners: 3, threshold: Some(threshold) }, "8202820383820203 01 00"),
        (Method::Ranked { winners: 1 }, "82038101"),
        (Method::Lot { places: 2 }, "82048102"),
    ]
}

fn choices() -> Vec<(Choice, &'static str)> {
    vec![
        (Choice::Blank, "820080"),
        (Choice::Agree, "820180"),
        (Choice::StandAside, "820280"),
        (Choice::Concern("Who?".into()), "820381 6457686f3f"),
        (Choice::Block("No.".into()), "820481 634e6f2e"),
        (Choice::Yes, "820580"),
        (Choice::No, "820680"),
        (Choice::Abstain, "820780"),
        (Choice::Approved(tier(&[])), "82088180"),
        (Choice::Approved(tier(&[5, 0, 40])), "820881 83 00 05 1828"),
        (Choice::Ranking(vec![tier(&[2]), tier(&[1, 0])]), "820981 82 8102 820001"),
    ]
}

/// Golden: what a ballot of today says is still what it says in ten years.
fn keeps_its_bytes<T>(golden: &[(T, &str)])
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + std::fmt::Debug,
{
    for (value, hex) in golden {
        let bytes = HEXLOWER.decode(hex.replace(' ', "").as_bytes()).expect("hexadecimal");
        assert_eq!(HEXLOWER.encode(&cbor::encode(value)), HEXLOWER.encode(&bytes), "{value:?}");
        assert_eq!(cbor::decode::<T>(&bytes).as_ref(), Ok(value));
    }
}

#[test]
fn methods_choices_and_orders_keep_their_bytes() {
    keeps_its_bytes(&methods());
    keeps_its_bytes(&choices());
    let order = TieOrder::of([2, 0, 1].map(OptionNo).to_vec()).expect("a permutation");
    keeps_its_bytes(&[(order, "43020001")]);
}

#[test]
fn a_set_that_is_unsorted_or_names_an_option_twice_is_another_spelling_and_refused() {
    for hex in ["82088182010 0", "820881820101", "8209818182 0100", "8209818182 0101"] {
        let bytes = HEXLOWER.decode(hex.replace(' ', "").as_bytes()).expect("hexadecimal");
        assert!(cbor::decode::<Choice>(&bytes).is_err(), "{hex}");
    }
}

#[test]
fn bytes_that_are_nearly_a_vote_neither_panic_when_read_nor_when_counted() {
    let mut dice = ChaCha20Rng::seed_from_u64(12);
    let nightly = std::env::var_os("TEQUIO_NIGHTLY").is_some_and(|value| value == "1");
    let corpus: Vec<Vec<u8>> = methods()
        .iter()
        .map(|(method, _)| cbor::encode(method))
        .chain(choices().iter().map(|(choice, _)| cbor::encode(choice)))
        .collect();
    let (mut methods, mut choices) = (Vec::new(), Vec::new());
    for _ in 0..if nightly { 2_000_000 } else { 40_000 } {
        let mut bytes = corpus[dice.next_u32() as usize % corpus.len()].clone();
        for _ in 0..1 + dice.next_u32() % 3 {
            let at = dice.next_u32() as usize % bytes.len().max(1);
            match dice.next_u32() % 4 {
                _ if bytes.is_empty() => bytes.push(dice.next_u32() as u8),
                0 => bytes[at] = dice.next_u32() as u8,
                1 => bytes[at] = bytes[at].wrapping_add(1),
                2 => bytes.insert(at, dice.next_u32() as u8),
                _ => drop(bytes.remove(at)),
            }
        }
        if let Ok(method) = cbor::decode::<Method>(&bytes) {
            assert_eq!(cbor::encode(&method), bytes);
            methods.push(method);
        }
        if let Ok(choice) = cbor::decode::<Choice>(&bytes) {
            assert_eq!(cbor::encode(&choice), bytes);
            choices.push(choice);
        }
        // An order of another length than the vote is none that was published for it, and breaks nothing.
        if choices.len() >= 20 && !methods.is_empty() {
            let options = dice.next_u32() as usize % 70;
            let ties = TieOrder::drawn(&[1; 32], dice.next_u32() as usize % 70);
            let tally = count(&methods[0], options, 0, u64::MAX, &choices, &ties);
            assert_eq!(tally.figures.ballots, choices.len() as u64);
            methods.remove(0);
            choices.clear();
        }
    }
}
