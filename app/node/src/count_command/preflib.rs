//! PrefLib's files: elections and surveys that researchers collect.
//!
//! Source: <https://www.preflib.org/format>. Lines that begin with `#` say what the file is about and name the options;
//! each of the others is a pile of equal ballots:
//!
//! ```text
//! # ALTERNATIVE NAME 1: Ana
//! 5: 1,{2,3}     five ballots: 1, then 2 and 3 equally     (.soc .soi .toc .toi)
//! 4: {1,3},2,{}  four ballots: 1 and 3 in the first category, 2 in the second, none in the third     (.cat)
//! ```
//!
//! In a file of categories the first category is approved, or comes first in a ranking.

use std::collections::BTreeSet;

use tequio_core::count::{Choice, OptionNo};

use super::ballots::{Ballots, Kind, NotRead, Piles, add_option, amount, option, shortened, wrong};

/// Reads a PrefLib file.
pub fn read(kind: Kind, text: &str) -> Result<Ballots, NotRead> {
    let mut ballots = Ballots::default();
    let mut piles: Option<Piles> = None;
    let mut is_categories = false;
    let mut announced = None;
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        if let Some(remark) = row.strip_prefix('#') {
            let (name, value) = remark.split_once(':').unwrap_or((remark, ""));
            let (name, value) = (name.trim(), value.trim());
            match name {
                "TITLE" => ballots.title = Some(value.chars().filter(|sign| !sign.is_control()).collect()),
                "DATA TYPE" => is_categories = value == "cat",
                "NUMBER ALTERNATIVES" => announced = Some((line, amount(line, value)?)),
                _ => {
                    if let Some(number) = name.strip_prefix("ALTERNATIVE NAME ") {
                        if piles.is_some() {
                            return wrong(line, "all names stand before the first ballot");
                        }
                        if number.parse() != Ok(ballots.options.len() + 1) {
                            return wrong(line, "names come in the order of their numbers, from 1");
                        }
                        add_option(&mut ballots.options, line, value)?;
                    }
                }
            }
            continue;
        }
        let options = ballots.options.len();
        if options == 0 {
            return wrong(
                line,
                "PrefLib's files begin with lines of `#` that name the options (before 2022 they did not)",
            );
        }
        let piles = piles.get_or_insert_with(|| Piles::new(kind, options));
        let Some((many, order)) = row.split_once(':') else {
            return wrong(line, format!("`{}` is no number of ballots and an order", shortened(row)));
        };
        let many = amount(line, many.trim())?;
        let tiers = tiers(line, order, options)?;
        if is_categories && kind == Kind::Approval {
            let approved = tiers.into_iter().next().unwrap_or_default();
            piles.add(line, Choice::Approved(approved), many)?;
        } else {
            piles.add_ranking(line, tiers.into_iter().filter(|tier| !tier.is_empty()).collect(), many)?;
        }
    }
    match announced {
        Some((line, announced)) if announced as usize != ballots.options.len() => {
            let named = ballots.options.len();
            return wrong(line, format!("it says {announced} options and names {named}"));
        }
        _ => {}
    }
    ballots.piles = piles.map(Piles::into_list).unwrap_or_default();
    Ok(ballots)
}

/// `1,{2,3},4`: options, and sets of equal ones.
fn tiers(line: usize, order: &str, options: usize) -> Result<Vec<BTreeSet<OptionNo>>, NotRead> {
    let mut tiers = Vec::new();
    let mut rest = order.trim();
    while !rest.is_empty() {
        let (tier, after) = match rest.strip_prefix('{') {
            Some(inside) => match inside.split_once('}') {
                Some((equal, after)) => (equal, after.trim_start()),
                None => return wrong(line, "a `{` without its `}`"),
            },
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (&rest[..end], &rest[end..])
            }
        };
        let mut set = BTreeSet::new();
        let is_empty_set = rest.starts_with('{') && tier.trim().is_empty();
        for number in tier.split(',').filter(|_| !is_empty_set) {
            let number = option(line, number.trim(), options)?;
            if !set.insert(number) {
                return wrong(line, format!("option {} stands twice in this order", number.index() + 1));
            }
        }
        tiers.push(set);
        // Categories may be empty, so there can be more of them than options; nobody needs so many.
        if tiers.len() > 2 * options + 8 {
            return wrong(line, "there are far more tiers than options in this order");
        }
        rest = match after.strip_prefix(',') {
            Some(more) if !more.trim().is_empty() => more.trim_start(),
            Some(_) => return wrong(line, "this order ends with a comma"),
            None if after.is_empty() => "",
            None => return wrong(line, "a comma is missing in this order"),
        };
    }
    Ok(tiers)
}
