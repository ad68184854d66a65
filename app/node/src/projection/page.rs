//! The page itself, for a wall: letters that can be read from fifteen metres, light or dark as the browser likes it.
//!
//! Everything is in it, and nothing comes from anywhere else: the policy that goes with it forbids it. A few lines of
//! script fetch the scene again every second and put it in place of the old one; every word of a person in it is escaped.
//!
//! Sizes are in parts of the picture's height. A letter is read from two hundred times its height: on a picture of 1.8
//! metres, 15 metres take letters of a 24th of it, which is why nothing is set below 4 vh but what only names a place.

use std::fmt::Write;

use tequio_core::count::{
    OptionNo,
    picture::{Bar, Bars, Line as Mark, Part, Picture},
};

use super::scene::{Hands, How, Line, Scene, Vote};
use crate::minutes::{html::escaped, words::Tongue};

/// Points of the agenda that are shown around the one that is talked about; and fewer beside a vote.
const POINTS_MAX: usize = 5;
const POINTS_BESIDE_MAX: usize = 3;
/// Who would speak that is named beside a vote.
const SPEAKERS_BESIDE_MAX: usize = 2;
/// Options that are shown of one vote.
const OPTIONS_MAX: usize = 5;

const STYLE: &str = "
:root{color-scheme:light dark;--ground:#f4ecdd;--paper:#fffcf6;--ink:#2b2319;--soft:#655846;--line:#dccfb8;--accent:#17614e;--on:#fff;--no:#a32c16;--half:#c9a24b}
@media(prefers-color-scheme:dark){:root{--ground:#1d1914;--paper:#29241d;--ink:#f4ebdc;--soft:#c2b39d;--line:#443b2f;--accent:#86cfb2;--on:#0c2a20;--no:#ff9d82;--half:#d9b866}}
*{box-sizing:border-box;margin:0}
html,body{height:100%}
body{font:4.2vh/1.25 system-ui,sans-serif;background:var(--ground);color:var(--ink);overflow:hidden}
main{height:100vh;display:grid;grid-template-rows:auto 1fr auto;gap:2.6vh;padding:3.4vh 3.4vw}
header p{color:var(--soft);font-size:3.4vh}
h1{font:700 9.4vh/1.08 serif;text-wrap:balance;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
h1.small{font-size:7.2vh;-webkit-line-clamp:1}
h2,.outcome{flex:none}
h2{font:700 5vh/1.15 serif;overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.time{font-variant-numeric:tabular-nums;white-space:nowrap;margin-left:.35em;font-weight:400}.time.over{color:var(--no)}
.papers{display:grid;grid-auto-flow:column;grid-auto-columns:minmax(0,1fr);gap:2vw;min-height:0}
.papers.wide{grid-template-columns:minmax(0,2fr) minmax(0,3fr)}
.papers>section{background:var(--paper);border:.3vh solid var(--line);border-radius:2vh;padding:2.6vh 2vw;overflow:hidden;display:flex;flex-direction:column;gap:1.8vh;min-height:0}
h3{font-size:3.4vh;font-weight:600;color:var(--soft)}
ol,ul{list-style:none;padding:0;display:flex;flex-direction:column;gap:1vh}
li{overflow-wrap:anywhere;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.now{background:var(--accent);color:var(--on);border-radius:1.2vh;padding:.8vh 1vw;font-weight:700}
.past{color:var(--soft)}
.turnout{font:700 12vh/1 serif;font-variant-numeric:tabular-nums}
.turnout small{font:400 5.4vh/1.2 system-ui,sans-serif;color:var(--soft)}
.bar{position:relative;height:7vh;border-radius:1.2vh;background:var(--line);overflow:hidden;flex:none}
.bar i{position:absolute;top:0;bottom:0}
.bar b{position:absolute;top:0;bottom:0;border-left:.6vh dashed var(--ink)}
.yes{background:var(--accent)}.but{background:repeating-linear-gradient(45deg,var(--accent) 0 1.4vh,var(--line) 1.4vh 2.2vh)}.half{background:var(--half)}.no{background:var(--no)}.none{background:var(--line)}
.key{flex-direction:row;flex-wrap:wrap;gap:1vh 2vw}.key li{display:flex;align-items:center;gap:.6vw}
.key i{width:3.2vh;height:3.2vh;border-radius:.6vh;border:.2vh solid var(--soft);flex:none}
.outcome{font:700 6.4vh/1.1 serif;color:var(--accent);overflow-wrap:anywhere}
.row{display:grid;grid-template-columns:1fr auto;gap:0 1vw}.row .bar{grid-column:1/-1;height:3.4vh}
.won{font-weight:700}.alarm{color:var(--no);font-weight:700}
footer{display:flex;justify-content:space-between;gap:3vw;font-size:4.4vh}
footer b{font-variant-numeric:tabular-nums}.gone main{opacity:.45}
#gone{display:none}.gone #gone{display:block;position:fixed;inset:auto 0 0;padding:2vh;text-align:center;background:var(--no);color:var(--ground);font-size:5vh}
@media(max-aspect-ratio:1/1){body{font-size:2.6vh;overflow:auto}main{height:auto;min-height:100vh}.papers,.papers.wide{grid-auto-flow:row;grid-template-columns:none}h1{font-size:5vh}h2{font-size:3.6vh}h3,header p,.turnout small{font-size:2.2vh}footer{font-size:2.6vh;flex-wrap:wrap}}
";

/// Fetches the scene again and again. It knows nothing, decides nothing, and says when nobody answers any more.
const SCRIPT: &str = "
let last='',missed=0;
const look=async()=>{try{const r=await fetch(location.pathname+'/now',{cache:'no-store'});if(!r.ok)throw 0;const s=await r.text();
if(s!==last){document.querySelector('main').innerHTML=s;last=s}missed=0;document.body.classList.remove('gone')}
catch{if(++missed>4)document.body.classList.add('gone')}setTimeout(look,1000)};
setTimeout(look,1000);
";

/// What stands around the scene.
pub(super) struct Page {
    pub(super) tongue: Tongue,
    /// By which the browser knows the style and the script that are ours.
    pub(super) nonce: String,
}

impl Page {
    /// What the browser may do with it.
    pub(super) fn policy(&self) -> String {
        let nonce = &self.nonce;
        // Lengths of bars are styles of their own, and no style can fetch anything under this policy.
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    }

    /// The whole page, with what is shown now.
    pub(super) fn whole(&self, scene: &str) -> String {
        let Page { tongue, nonce } = self;
        let gone = tongue.say(
            "Nothing comes from the phone any more: the projection has ended, or the link is lost.",
            "Ya no llega nada del teléfono: la proyección terminó o se perdió el enlace.",
        );
        format!(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
             <title>Tequio</title><style>{STYLE}</style></head><body><main aria-live=\"polite\">{scene}</main>\
             <p id=\"gone\" role=\"alert\">{gone}</p><script nonce=\"{nonce}\">{SCRIPT}</script></body></html>\n",
            tongue.tag(),
        )
    }
}

/// What is shown, as HTML.
pub(super) fn scene(scene: &Scene, tongue: Tongue) -> String {
    let right = match (&scene.hands, &scene.vote) {
        (_, Some(one)) if one.is_on() => Some(vote(one, tongue)),
        (Some(up), _) => Some(hands(up, tongue)),
        (None, Some(one)) => Some(vote(one, tongue)),
        (None, None) => None,
    };
    let beside = right.is_some();
    let (room, line) = (escaped(&scene.room), line(scene, tongue));
    let small = if beside { " class=\"small\"" } else { "" };
    let mut out = format!("<header><p>{room}</p><h1{small}>{line}</h1></header>");
    let left = agenda(scene, if beside { POINTS_BESIDE_MAX } else { POINTS_MAX }, tongue);
    let speakers = speakers(scene, if beside { SPEAKERS_BESIDE_MAX } else { usize::MAX }, tongue);
    let wide = if right.is_some() { " wide" } else { "" };
    let _ = write!(out, "<div class=\"papers{wide}\">");
    match right {
        Some(right) => {
            let _ = write!(out, "<section>{left}{speakers}</section><section>{right}</section>");
        }
        None if speakers.is_empty() => {
            let _ = write!(out, "<section>{left}</section>");
        }
        None => {
            let _ = write!(out, "<section>{left}</section><section>{speakers}</section>");
        }
    }
    out.push_str("</div>");
    out.push_str(&foot(scene, tongue));
    out
}

fn line(scene: &Scene, tongue: Tongue) -> String {
    match &scene.line {
        Line::Lot => tongue.say("Phones draw lots", "Los teléfonos sortean").to_owned(),
        Line::Vote => tongue.say("We vote", "Votamos").to_owned(),
        Line::Hands => tongue.say("Hands, please", "A mano alzada").to_owned(),
        Line::Gathering(missing) => match (tongue, missing) {
            (Tongue::En, 1) => "Waiting for one more".to_owned(),
            (Tongue::En, missing) => format!("Waiting for {missing} more"),
            (Tongue::Es, 1) => "Falta una persona".to_owned(),
            (Tongue::Es, missing) => format!("Faltan {missing} personas"),
        },
        Line::Point(title) if title.is_empty() => tongue.say("The agenda", "El orden del día").to_owned(),
        Line::Point(title) => escaped(title),
        Line::Talk => tongue.say("We talk", "Conversamos").to_owned(),
        Line::Speaking(name, left) => {
            let speaks = match tongue {
                Tongue::En => format!("{} speaks", escaped(name)),
                Tongue::Es => format!("Habla {}", escaped(name)),
            };
            let Some(left) = left else { return speaks };
            let (class, sign) = if *left < 0 { ("time over", "+") } else { ("time", "") };
            let seconds = left.unsigned_abs();
            format!("{speaks} <span class=\"{class}\">{sign}{}:{:02}</span>", seconds / 60, seconds % 60)
        }
    }
}

/// The points around the one that is talked about.
fn agenda(scene: &Scene, most: usize, tongue: Tongue) -> String {
    let (points, at) = &scene.agenda;
    if points.is_empty() {
        return format!("<h3>{}</h3>", tongue.say("No agenda", "Sin orden del día"));
    }
    let from = at.saturating_sub(1).min(points.len().saturating_sub(most));
    let mut out = format!("<h3>{}</h3><ol>", tongue.say("Agenda", "Orden del día"));
    for (n, title) in points.iter().enumerate().skip(from).take(most) {
        let class = match n.cmp(at) {
            std::cmp::Ordering::Less => " class=\"past\"",
            std::cmp::Ordering::Equal => " class=\"now\"",
            std::cmp::Ordering::Greater => "",
        };
        let _ = write!(out, "<li{class}>{}. {}</li>", n + 1, escaped(title));
    }
    out.push_str("</ol>");
    out
}

fn speakers(scene: &Scene, most: usize, tongue: Tongue) -> String {
    let (named, more) = &scene.queue;
    let more = more + named.len().saturating_sub(most);
    if named.is_empty() {
        return String::new();
    }
    let mut out = format!("<h3>{}</h3><ol>", tongue.say("Next to speak", "Siguen en la palabra"));
    for name in named.iter().take(most) {
        let _ = write!(out, "<li>{}</li>", escaped(name));
    }
    if more > 0 {
        let _ = write!(out, "<li class=\"past\">+ {more}</li>");
    }
    out.push_str("</ol>");
    out
}

fn hands(up: &Hands, tongue: Tongue) -> String {
    let about = |_: u16| escaped(&up.about);
    let what = tongue.item(&up.item, |_| escaped(&up.about), about, |_| escaped(&up.about));
    let here = up.here.max(1);
    let bar = Bar {
        pieces: [(Part::Yes, 0, up.yes), (Part::No, up.yes, up.yes + up.no)]
            .into_iter()
            .filter(|(_, from, upto)| upto > from)
            .map(|(part, from, upto)| tequio_core::count::picture::Piece {
                part,
                amount: (upto - from) as u64,
                from: (from * 1_000 / here) as u16,
                upto: (upto.min(here) * 1_000 / here) as u16,
            })
            .collect(),
        line: None,
    };
    format!(
        "<h3>{}</h3><h2>{what}</h2>{}",
        tongue.say("Show of hands", "A mano alzada"),
        one_bar(&bar, tongue, |part| match part {
            Part::Yes => tongue.say("for it", "a favor"),
            _ => tongue.say("against it", "en contra"),
        })
    )
}

fn vote(vote: &Vote, tongue: Tongue) -> String {
    let mut out = format!("<h2>{}</h2>", escaped(&vote.question));
    let turnout = || {
        let of = match tongue {
            Tongue::En => format!("of {} have voted", vote.voters),
            Tongue::Es => format!("de {} han votado", vote.voters),
        };
        let width = (vote.cast.min(vote.voters) * 1_000 / vote.voters.max(1)) as u16;
        format!(
            "<p class=\"turnout\">{} <small>{of}</small></p><div class=\"bar\" role=\"img\" aria-label=\"{} {of}\">\
             <i class=\"yes\" style=\"left:0;width:{}\"></i></div>",
            vote.cast,
            vote.cast,
            percent(width)
        )
    };
    match &vote.how {
        How::Gathering(signed, needed) => {
            let words = match tongue {
                Tongue::En => format!("Phones sign the opening: {signed} of {needed}"),
                Tongue::Es => format!("Los teléfonos firman la apertura: {signed} de {needed}"),
            };
            let _ = write!(out, "<p>{words}</p>{}", options(vote));
        }
        How::Open => {
            let _ = write!(out, "{}{}", turnout(), options(vote));
        }
        How::Straw => {
            let what = tongue.say("A straw poll: it binds nobody.", "Un sondeo: no obliga a nadie.");
            let _ = write!(out, "{}<p>{what}</p>{}", turnout(), options(vote));
        }
        How::Closing => {
            let what = tongue.say("The tellers' phones close it.", "Los teléfonos escrutadores la cierran.");
            let _ = write!(out, "{}<p>{what}</p>", turnout());
        }
        How::Nothing => {
            let what = tongue.say("Nothing came of it.", "Quedó sin resultado.");
            let _ = write!(out, "<p class=\"outcome\">{what}</p>");
        }
        How::Closed { outcome, picture, quorate, same } => {
            let name = |option: usize| vote.options.get(option).map_or(String::new(), |name| escaped(name));
            let said = match quorate {
                true => tongue.outcome(outcome, name),
                false => tongue.say("Too few ballots to decide.", "Muy pocos votos para decidir.").to_owned(),
            };
            let _ = write!(out, "<p class=\"outcome\">{said}</p>{}", drawn(picture, vote, tongue));
            if !same {
                let what = tongue.say("Phones counted differently!", "¡Los teléfonos contaron distinto!");
                let _ = write!(out, "<p class=\"alarm\">{what}</p>");
            }
        }
    }
    out
}

/// What can be chosen, if it is more than the question itself.
fn options(vote: &Vote) -> String {
    if vote.options.len() < 2 {
        return String::new();
    }
    let mut out = "<ul>".to_owned();
    for option in vote.options.iter().take(OPTIONS_MAX) {
        let _ = write!(out, "<li>{}</li>", escaped(option));
    }
    if vote.options.len() > OPTIONS_MAX {
        let _ = write!(out, "<li class=\"past\">+ {}</li>", vote.options.len() - OPTIONS_MAX);
    }
    out.push_str("</ul>");
    out
}

fn drawn(picture: &Picture, vote: &Vote, tongue: Tongue) -> String {
    let name =
        |option: &OptionNo| vote.options.get(option.index()).map_or(String::new(), |name| escaped(name));
    match picture {
        Picture::Bar(bar) => one_bar(bar, tongue, |part| tongue.part(part)),
        Picture::Bars(bars) => many_bars(bars, &name),
        Picture::Duels(duels) => list(&duels.order, 1, &name),
        Picture::Names { order, places } => list(order, *places, &name),
        Picture::Nothing => String::new(),
    }
}

fn one_bar(bar: &Bar, _: Tongue, said: impl Fn(Part) -> &'static str) -> String {
    let mut out = "<div class=\"bar\" aria-hidden=\"true\">".to_owned();
    for piece in &bar.pieces {
        let (from, width) = (percent(piece.from), percent(piece.upto - piece.from));
        let _ = write!(out, "<i class=\"{}\" style=\"left:{from};width:{width}\"></i>", colour(piece.part));
    }
    out.push_str(&bar.line.as_ref().map(mark).unwrap_or_default());
    out.push_str("</div><ul class=\"key\">");
    for piece in &bar.pieces {
        let (class, amount, words) = (colour(piece.part), piece.amount, said(piece.part));
        let _ = write!(out, "<li><i class=\"{class}\"></i><b>{amount}</b> {words}</li>");
    }
    out.push_str("</ul>");
    out
}

fn many_bars(bars: &Bars, name: &dyn Fn(&OptionNo) -> String) -> String {
    let mut out = "<ul>".to_owned();
    for bar in bars.bars.iter().take(OPTIONS_MAX) {
        let won = if bar.is_chosen { " won" } else { "" };
        let line = bars.line.as_ref().map(mark).unwrap_or_default();
        let (colour, length) = (if bar.is_chosen { "yes" } else { "half" }, percent(bar.length));
        let _ = write!(
            out,
            "<li class=\"row{won}\"><span>{}</span><b>{}</b><div class=\"bar\" aria-hidden=\"true\">\
             <i class=\"{colour}\" style=\"left:0;width:{length}\"></i>{line}</div></li>",
            name(&bar.option),
            bar.amount
        );
    }
    out.push_str("</ul>");
    out
}

fn list(order: &[OptionNo], places: usize, name: &dyn Fn(&OptionNo) -> String) -> String {
    let mut out = "<ol>".to_owned();
    for (n, option) in order.iter().take(OPTIONS_MAX).enumerate() {
        let class = if n < places { " class=\"won\"" } else { "" };
        let _ = write!(out, "<li{class}>{}. {}</li>", n + 1, name(option));
    }
    out.push_str("</ol>");
    out
}

fn mark(line: &Mark) -> String {
    format!("<b style=\"left:{}\"></b>", percent(line.at))
}

fn colour(part: Part) -> &'static str {
    match part {
        Part::Agree | Part::Yes => "yes",
        Part::Concern => "but",
        Part::StandAside | Part::Abstain => "half",
        Part::Block | Part::No => "no",
        Part::Blank | Part::Silent | Part::Absent => "none",
    }
}

fn foot(scene: &Scene, tongue: Tongue) -> String {
    let (here, needed, all) = scene.roll;
    let quorum = match (tongue, here >= needed) {
        (Tongue::En, true) => "enough for what binds".to_owned(),
        (Tongue::En, false) => format!("{needed} are needed for what binds"),
        (Tongue::Es, true) => "suficientes para decidir".to_owned(),
        (Tongue::Es, false) => format!("se necesitan {needed} para decidir"),
    };
    let here = match tongue {
        Tongue::En => format!("<b>{here}</b> of <b>{all}</b> are here"),
        Tongue::Es => format!("<b>{here}</b> de <b>{all}</b> están aquí"),
    };
    format!("<footer><p>{here}</p><p>{quorum}</p></footer>")
}

/// A length in thousandths, as a style has it.
fn percent(part: u16) -> String {
    format!("{}.{}%", part / 10, part % 10)
}
