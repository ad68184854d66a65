//! A figure: something measured, beside what it has to be and what a peer reaches.

use super::json::{self, Value};

/// One line of a harness.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The measurement that it belongs to, such as `press`.
    pub name: String,
    /// What was measured, in words.
    pub what: String,
    /// What came out, as the harness wrote it; `None` when it could not be measured here.
    pub value: Option<String>,
    /// What value, the peer's value and the spread are counted in.
    pub unit: Option<String>,
    /// Whom we compare ourselves with.
    pub peer: Option<String>,
    /// What came out for the peer.
    pub peer_value: Option<String>,
    /// What the value has to be, such as `≤ 100`.
    pub bar: Option<String>,
    /// Whether it is that; `None` where there is no bar.
    pub holds: Option<bool>,
    /// How far apart the runs lay.
    pub spread: Option<String>,
    /// How many times the peer's value ours is; only where both are numbers.
    pub ratio: Option<f64>,
}

impl Figure {
    /// Reads a harness's line. What is left out counts as null; what is not known here is refused, since a name with a
    /// slip of the pen would otherwise be a figure that nobody sees.
    pub fn read(line: &str) -> Result<Figure, String> {
        let mut fields = json::object(line)?;
        let mut take = |name: &str| match fields.iter().position(|(known, _)| known == name) {
            Some(at) => fields.swap_remove(at).1,
            None => Value::Null,
        };
        let (value, peer_value) = (take("value"), take("peer_value"));
        let figure = Figure {
            name: words(take("name")).ok_or("no \"name\"")?,
            what: words(take("what")).ok_or("no \"what\"")?,
            unit: words(take("unit")),
            peer: words(take("peer")),
            bar: words(take("bar")),
            holds: match take("holds") {
                Value::Bool(holds) => Some(holds),
                Value::Null => None,
                other => return Err(format!("\"holds\" is neither true, false nor null, but {other:?}")),
            },
            spread: words(take("spread")),
            ratio: ratio(&value, &peer_value),
            value: words(value),
            peer_value: words(peer_value),
        };
        match fields.first() {
            None => Ok(figure),
            Some((unknown, _)) => Err(format!("\"{unknown}\" is no part of a figure")),
        }
    }
}

fn words(value: Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(text) | Value::Text(text) => Some(text),
    }
}

fn ratio(value: &Value, peer_value: &Value) -> Option<f64> {
    let (Value::Number(ours), Value::Number(theirs)) = (value, peer_value) else {
        return None;
    };
    let ratio = ours.parse::<f64>().ok()? / theirs.parse::<f64>().ok()?;
    ratio.is_finite().then_some(ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRESS: &str = r#"{"name":"press","what":"a press until it is kept","value":12.5,"unit":"ms","peer":"SQLite",
        "peer_value":50,"bar":"≤ 100","holds":true,"spread":"11–14"}"#;

    #[test]
    fn a_full_line_gives_a_figure_with_its_ratio() {
        let figure = Figure::read(PRESS).expect("it has all that a figure has");
        assert_eq!(figure.name, "press");
        assert_eq!(figure.value.as_deref(), Some("12.5"));
        assert_eq!(figure.bar.as_deref(), Some("≤ 100"));
        assert_eq!(figure.holds, Some(true));
        assert_eq!(figure.ratio, Some(0.25));
    }

    #[test]
    fn a_peer_that_is_words_or_nothing_has_no_ratio() {
        for peer in ["null", "\"about 3\"", "0"] {
            let line = format!(r#"{{"name":"idle","what":"w","value":0,"peer_value":{peer}}}"#);
            let figure = Figure::read(&line).expect("null may be left out");
            assert_eq!(figure.ratio, None, "{peer}");
            assert_eq!(figure.holds, None);
        }
    }

    #[test]
    fn a_line_that_is_no_figure_is_told_why() {
        for (line, sentence) in [
            (r#"{"what":"w"}"#, "no \"name\""),
            (r#"{"name":"n"}"#, "no \"what\""),
            (r#"{"name":"n","what":"w","peer_valu":1}"#, "\"peer_valu\" is no part of a figure"),
            (
                r#"{"name":"n","what":"w","holds":"yes"}"#,
                "\"holds\" is neither true, false nor null, but Text(\"yes\")",
            ),
        ] {
            assert_eq!(Figure::read(line), Err(sentence.to_owned()), "{line}");
        }
    }
}
