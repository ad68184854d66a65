//! Minutes as a page: no scripts, nothing loaded from anywhere, every word escaped; reads on a phone and prints in black
//! and white.

use std::fmt::Write;

use tequio_core::{
    PersonId,
    assembly::meeting::Point,
    count::picture::{Bar, Bars, Duels, FULL, Line, Part, Picture},
    record::{Checked, Minutes, ON_TRUST, Result as Came, VoteMinutes},
};

use super::{
    verdict,
    words::{Tongue, date},
};

/// Hatches tell the pieces of a bar apart where a printer has no colours.
const PATTERNS: &str = r##"<svg width="0" height="0" aria-hidden="true"><defs>
<pattern id="p1" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/><path d="M0 6L6 0" stroke="#000" stroke-width="1.5"/></pattern>
<pattern id="p2" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/><circle cx="3" cy="3" r="1.2" fill="#000"/></pattern>
<pattern id="p3" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"/><path d="M0 3H6" stroke="#000"/></pattern>
</defs></svg>"##;

const STYLE: &str = "
:root{color-scheme:light}body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem;border-bottom:1px solid #111}h3{margin:0 0 .25rem}
.vote{border:1px solid #111;border-radius:.5rem;padding:1rem;margin:1rem 0;break-inside:avoid}
.outcome{font-weight:700}.text{white-space:pre-wrap;border-left:3px solid #111;padding-left:.75rem}
.small{font-size:.8rem;overflow-wrap:anywhere}svg.bar{width:100%;height:2.2rem}
table{border-collapse:collapse}td,th{border:1px solid #111;padding:.2rem .5rem;text-align:right}th{text-align:left}
.won{font-weight:700}ul,ol{padding-left:1.4rem}
@page{margin:2cm}@media print{body{margin:0;max-width:none;font-size:10.5pt}h2{break-after:avoid}a{color:inherit}}
";

struct Page<'a> {
    checked: &'a Checked,
    tongue: Tongue,
    out: String,
}

/// The page of a record that holds.
pub fn of(checked: &Checked, tongue: Tongue) -> String {
    let mut page = Page { checked, tongue, out: String::new() };
    if let Some(minutes) = &checked.minutes {
        page.whole(minutes);
    }
    page.out
}

/// A word of somebody's, as HTML.
pub fn escaped(words: &str) -> String {
    let mut safe = String::with_capacity(words.len());
    for sign in words.chars() {
        match sign {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(sign),
            sign if sign.is_control() => safe.push(' '),
            sign => safe.push(sign),
        }
    }
    safe
}

impl Page<'_> {
    fn add(&mut self, html: &str) {
        self.out.push_str(html);
        self.out.push('\n');
    }

    fn name(&self, person: &PersonId) -> String {
        escaped(&self.checked.record.name_of(person))
    }

    fn names<'a>(&self, persons: impl IntoIterator<Item = &'a PersonId>) -> String {
        persons.into_iter().map(|person| self.name(person)).collect::<Vec<_>>().join(", ")
    }

    fn point(&self, minutes: &Minutes, point: &Point) -> String {
        match point {
            Point::Words(words) => escaped(words),
            Point::Proposal(id) => {
                let about = minutes.votes.iter().find(|vote| vote.proposal == Some(*id));
                let title = about.and_then(|vote| vote.worded.as_ref()).map(|text| escaped(&text.title));
                title.unwrap_or_else(|| format!("{} {id}", self.tongue.say("Proposal", "Propuesta")))
            }
        }
    }

    fn whole(&mut self, minutes: &Minutes) {
        let tongue = self.tongue;
        let circle = escaped(&self.checked.record.name);
        let title = tongue.say("Minutes", "Acta");
        let head = format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <title>{title} · {circle}</title><style>{STYLE}</style></head><body>{PATTERNS}<main>",
            tongue.tag()
        );
        self.add(&head);
        self.add(&format!("<p>{circle}</p><h1>{title}: {}</h1>", escaped(&minutes.room)));
        let ended = minutes.ended.map_or_else(
            || tongue.say("not over yet", "aún no termina").to_owned(),
            |ended| format!("{} {}", tongue.say("until", "hasta"), date(ended)),
        );
        self.add(&format!("<p>{} – {ended}</p>", date(minutes.opened)));
        self.there(minutes);
        self.add(&format!("<h2>{}</h2><ol>", tongue.say("Agenda", "Orden del día")));
        for point in &minutes.agenda {
            let point = self.point(minutes, point);
            self.add(&format!("<li>{point}</li>"));
        }
        self.add("</ol>");
        self.add(&format!("<h2>{}</h2>", tongue.say("Votes and decisions", "Votaciones y decisiones")));
        if minutes.votes.is_empty() {
            self.add(&format!("<p>{}</p>", tongue.say("There was no vote.", "No hubo votaciones.")));
        }
        for vote in &minutes.votes {
            self.vote(vote);
        }
        self.talk(minutes);
        self.beside(minutes);
        self.add("</main></body></html>");
    }

    fn there(&mut self, minutes: &Minutes) {
        let tongue = self.tongue;
        self.add(&format!("<h2>{}</h2>", tongue.say("Who was there", "Quiénes estuvieron")));
        let figures = match tongue {
            Tongue::En => {
                format!("{} were there; {} had a seat.", minutes.present.len(), minutes.roll.len())
            }
            Tongue::Es => {
                format!("Estuvieron {}; {} tenían voz.", minutes.present.len(), minutes.roll.len())
            }
        };
        self.add(&format!("<p>{figures}</p><ul>"));
        for (person, there) in &minutes.present {
            let let_in = match there.let_in_by.is_empty() {
                true => String::new(),
                false => format!("; {} {}", tongue.say("let in by", "recibe:"), self.names(&there.let_in_by)),
            };
            self.add(&format!("<li>{}, {}{let_in}</li>", self.name(person), tongue.way(there.way)));
        }
        self.add("</ul>");
        if let Some(facilitator) = &minutes.facilitator {
            let who = self.name(facilitator);
            self.add(&format!("<p>{} {who}</p>", tongue.say("Facilitated by", "Facilitó:")));
        }
        if let Some(draw) = &minutes.draw {
            let seed = data_encoding::HEXLOWER.encode(&draw.seed);
            self.add(&format!("<p class=\"small\">{} {seed}</p>", tongue.say("Lot drawn:", "Sorteo:")));
        }
    }

    fn vote(&mut self, vote: &VoteMinutes) {
        let tongue = self.tongue;
        self.add(&format!("<section class=\"vote\"><h3>{}</h3>", escaped(&vote.question)));
        let name = |option: usize| vote.options.get(option).map_or(String::new(), |name| escaped(name));
        let closed = match &vote.result {
            Came::Closed(closed) => Some(closed),
            _ => None,
        };
        let outcome = match &vote.result {
            Came::NotClosed => tongue.say("It is not closed.", "No está cerrada.").to_owned(),
            Came::Straw(tally) => format!(
                "{} {}",
                tongue.say("Straw poll, which binds nobody.", "Sondeo, no obliga a nadie."),
                tongue.outcome(&tally.outcome, name)
            ),
            Came::Voided => {
                tongue.say("Let go by more than two thirds.", "Anulada por más de dos tercios.").to_owned()
            }
            Came::Contradicted(both) => format!(
                "{} {}",
                tongue.say("Nothing holds: these said two things.", "Nada vale: dijeron dos cosas:"),
                self.names(both)
            ),
            Came::Closed(closed) if closed.quorate => tongue.outcome(&closed.tally.outcome, name),
            Came::Closed(_) => {
                tongue.say("Too few ballots to decide.", "Muy pocos votos para decidir.").to_owned()
            }
        };
        self.add(&format!("<p class=\"outcome\">{outcome}</p><p>{}</p>", tongue.method(&vote.method)));
        let tally = match &vote.result {
            Came::Closed(closed) => Some(&closed.tally),
            Came::Straw(tally) => Some(tally),
            _ => None,
        };
        if let Some(tally) = tally {
            self.picture(&Picture::of(tally), &name);
            let figures = match tongue {
                Tongue::En => format!(
                    "{} ballots; {} could vote here, {} were entitled.",
                    tally.figures.ballots, vote.voters, vote.entitled
                ),
                Tongue::Es => format!(
                    "{} votos; {} podían votar aquí, {} tenían derecho.",
                    tally.figures.ballots, vote.voters, vote.entitled
                ),
            };
            self.add(&format!("<p>{figures}</p>"));
        }
        if let Some(closed) = closed {
            for (who, choice) in &closed.words {
                if let Some((what, words)) = tongue.words(choice) {
                    let line = format!("<p>{} ({what}): {}</p>", self.name(who), escaped(words));
                    self.add(&line);
                }
            }
            let again = tongue.say("To be looked at again on", "Se revisará el");
            let until = tongue.say("It holds until", "Vale hasta el");
            for (what, day) in [(again, closed.days.review), (until, closed.days.sunset)] {
                if let Some(day) = day {
                    self.add(&format!("<p>{what} {}</p>", date(day)));
                }
            }
        }
        if let Some(worded) = &vote.worded {
            let text = escaped(&worded.text);
            self.add(&format!("<h4>{}</h4><div class=\"text\">{text}</div>", escaped(&worded.title)));
        }
        if let Some(hash) = &vote.text {
            let hash = data_encoding::HEXLOWER.encode(hash);
            self.add(&format!("<p class=\"small\">{} {hash}</p>", tongue.say("Text:", "Texto:")));
        }
        self.add("</section>");
    }

    fn picture(&mut self, picture: &Picture, name: &dyn Fn(usize) -> String) {
        match picture {
            Picture::Bar(bar) => self.bar(bar),
            Picture::Bars(bars) => self.bars(bars, name),
            Picture::Duels(duels) => self.duels(duels, name),
            Picture::Names { order, places } => {
                self.add("<ol>");
                for (n, option) in order.iter().enumerate() {
                    let class = if n < *places { " class=\"won\"" } else { "" };
                    self.add(&format!("<li{class}>{}</li>", name(option.index())));
                }
                self.add("</ol>");
            }
            Picture::Nothing => {}
        }
    }

    fn bar(&mut self, bar: &Bar) {
        let mut svg = String::new();
        let mut said = Vec::new();
        for piece in &bar.pieces {
            let (width, fill) = (piece.upto - piece.from, fill(piece.part));
            let (from, amount) = (piece.from, piece.amount);
            let _ = write!(
                svg,
                "<rect x=\"{from}\" y=\"4\" width=\"{width}\" height=\"26\" fill=\"{fill}\" stroke=\"#000\"/>"
            );
            said.push(format!("{amount} {}", self.tongue.part(piece.part)));
        }
        if let Some(line) = &bar.line {
            svg.push_str(&mark(line));
        }
        let said = said.join(" · ");
        self.add(&frame(&svg, &said));
        self.add(&format!("<p>{said}{}</p>", self.needed(bar.line.as_ref())));
    }

    fn needed(&self, line: Option<&Line>) -> String {
        line.map_or(String::new(), |line| {
            format!(" · {} {}", self.tongue.say("needed:", "se necesitan:"), line.needed)
        })
    }

    fn bars(&mut self, bars: &Bars, name: &dyn Fn(usize) -> String) {
        for bar in &bars.bars {
            let fill = if bar.is_chosen { "#000" } else { "url(#p1)" };
            let length = bar.length;
            let mut svg = format!(
                "<rect x=\"0\" y=\"4\" width=\"{length}\" height=\"26\" fill=\"{fill}\" stroke=\"#000\"/>"
            );
            if let Some(line) = &bars.line {
                svg.push_str(&mark(line));
            }
            let said = format!("{}: {}", name(bar.option.index()), bar.amount);
            let class = if bar.is_chosen { " class=\"won\"" } else { "" };
            self.add(&format!("<p{class}>{said}</p>"));
            self.add(&frame(&svg, &said));
        }
    }

    fn duels(&mut self, duels: &Duels, name: &dyn Fn(usize) -> String) {
        self.add("<table><tr><th></th>");
        for option in &duels.order {
            self.add(&format!("<th scope=\"col\">{}</th>", name(option.index())));
        }
        self.add("</tr>");
        for (option, row) in duels.order.iter().zip(&duels.rows) {
            self.add(&format!("<tr><th scope=\"row\">{}</th>", name(option.index())));
            for other in &duels.order {
                let duel = row.iter().find(|duel| duel.other == *other);
                let cell = duel.map_or("<td>–</td>".to_owned(), |duel| {
                    let class = if duel.votes > duel.against { " class=\"won\"" } else { "" };
                    format!("<td{class}>{} : {}</td>", duel.votes, duel.against)
                });
                self.add(&cell);
            }
            self.add("</tr>");
        }
        self.add("</table>");
    }

    fn talk(&mut self, minutes: &Minutes) {
        let tongue = self.tongue;
        if !minutes.spoke.is_empty() {
            self.add(&format!("<h2>{}</h2><ul>", tongue.say("Who spoke", "Quiénes hablaron")));
            for (person, spoke) in &minutes.spoke {
                let (turns, time) =
                    (spoke.turns, format!("{}:{:02}", spoke.seconds / 60, spoke.seconds % 60));
                self.add(&format!("<li>{}: {turns} ×, {time}</li>", self.name(person)));
            }
            self.add("</ul>");
        }
        if !minutes.hands.is_empty() {
            self.add(&format!("<h2>{}</h2><ul>", tongue.say("Shows of hands", "A mano alzada")));
            for show in &minutes.hands {
                let point = |n: u16| {
                    let point = minutes.agenda.get(usize::from(n));
                    point.map_or(String::new(), |point| self.point(minutes, point))
                };
                let item =
                    tongue.item(&show.item, |who| self.name(who), point, |point| self.point(minutes, point));
                let passed = if show.passed { tongue.say("passed", "sí") } else { tongue.say("fell", "no") };
                self.add(&format!("<li>{item} — {} : {}, {passed}</li>", show.yes, show.no));
            }
            self.add("</ul>");
        }
    }

    fn beside(&mut self, minutes: &Minutes) {
        let (tongue, digest) = (self.tongue, minutes.digest());
        let checked = self.checked;
        let (same, other): (Vec<_>, Vec<_>) =
            checked.cosigned.iter().partition(|(_, signed)| **signed == digest);
        self.add(&format!("<h2>{}</h2>", tongue.say("Signed by", "Firman")));
        let signed = same.into_iter().map(|(person, _)| person);
        let names = self.names(signed);
        self.add(&format!("<p>{}</p>", if names.is_empty() { "–".to_owned() } else { names }));
        if !other.is_empty() {
            let names = self.names(other.into_iter().map(|(person, _)| person));
            let what = tongue.say("Signed an earlier version:", "Firmaron una versión anterior:");
            self.add(&format!("<p>{what} {names}</p>"));
        }
        if !checked.remarks.is_empty() {
            self.add(&format!("<h2>{}</h2>", tongue.say("Remarks", "Observaciones")));
            for remark in &checked.remarks {
                let by = self.name(&remark.by);
                self.add(&format!("<p>{by}, {}: {}</p>", date(remark.written), escaped(&remark.words)));
            }
        }
        let sum = data_encoding::HEXLOWER.encode(&digest.0);
        self.add(&format!("<p class=\"small\">{} {sum}</p>", tongue.say("These minutes:", "Esta acta:")));
        if tongue == Tongue::En {
            self.add("<p class=\"small\">What the record cannot show and you take on trust:</p><ul class=\"small\">");
            for trust in ON_TRUST {
                self.add(&format!("<li>{}</li>", escaped(verdict::words(trust))));
            }
            self.add("</ul>");
        }
    }
}

fn frame(svg: &str, said: &str) -> String {
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 {FULL} 34\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{said}\">{svg}</svg>"
    )
}

fn mark(line: &Line) -> String {
    let at = line.at;
    format!("<path d=\"M{at} 0V34\" stroke=\"#000\" stroke-width=\"4\" stroke-dasharray=\"6 3\"/>")
}

fn fill(part: Part) -> &'static str {
    match part {
        Part::Agree | Part::Yes => "#000",
        Part::Concern | Part::Abstain => "url(#p1)",
        Part::StandAside => "url(#p2)",
        Part::Block | Part::No => "url(#p3)",
        Part::Blank | Part::Silent | Part::Absent => "#fff",
    }
}
