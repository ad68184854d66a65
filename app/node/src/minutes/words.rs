//! The words of minutes, in English and Spanish.

use tequio_core::{
    Time,
    assembly::meeting::{Item, Way},
    count::{Choice, Method, Outcome, Why, picture::Part},
};

/// A language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
}

impl Tongue {
    /// The language of a word: `en` or `es`.
    ///
    /// # Errors
    /// A sentence about any other.
    pub fn read(word: &str) -> Result<Tongue, String> {
        match word {
            "en" => Ok(Tongue::En),
            "es" => Ok(Tongue::Es),
            other => Err(format!("--language wants en or es, not `{other}`")),
        }
    }

    /// Its tag (BCP 47).
    pub fn tag(self) -> &'static str {
        self.say("en", "es")
    }

    /// What stands here in this language.
    pub fn say(self, en: &'static str, es: &'static str) -> &'static str {
        match self {
            Tongue::En => en,
            Tongue::Es => es,
        }
    }

    /// How somebody voted.
    pub fn way(self, way: Way) -> &'static str {
        match way {
            Way::OwnPhone => self.say("with their own phone", "con su teléfono"),
            Way::SharedPhone => self.say("on a shared phone", "en un teléfono compartido"),
            Way::Card => self.say("with a card", "con una tarjeta"),
            Way::Paper => self.say("on paper", "en papel"),
        }
    }

    /// How a vote is counted.
    pub fn method(self, method: &Method) -> String {
        match method {
            Method::Consent { stop_at } => match self {
                Tongue::En => format!("by consent; blocks that stop it: {stop_at}"),
                Tongue::Es => format!("por consentimiento; bloqueos que lo detienen: {stop_at}"),
            },
            Method::YesNo { .. } => self.say("yes, no or abstain", "sí, no o abstención").to_owned(),
            Method::Approval { .. } => self
                .say("everybody approves of as many as they like", "cada quien aprueba cuantas quiera")
                .to_owned(),
            Method::Ranked { .. } => self
                .say(
                    "everybody puts the options in order; counted by Schulze’s method",
                    "cada quien ordena las opciones; se cuenta por el método de Schulze",
                )
                .to_owned(),
            Method::Lot { .. } => self.say("drawn by lot", "por sorteo").to_owned(),
        }
    }

    /// What was decided; `name` says what an option is called.
    pub fn outcome(self, outcome: &Outcome, name: impl Fn(usize) -> String) -> String {
        let names = |options: &[tequio_core::count::OptionNo]| {
            options.iter().map(|option| name(option.index())).collect::<Vec<_>>().join(", ")
        };
        match outcome {
            Outcome::Passed => self.say("Adopted.", "Aprobado.").to_owned(),
            Outcome::NotPassed(Why::TooFew) => self
                .say("Not adopted: too few were for it.", "No aprobado: faltaron votos a favor.")
                .to_owned(),
            Outcome::NotPassed(Why::NobodyVoted) => {
                self.say("Not adopted: nobody took a side.", "No aprobado: nadie tomó partido.").to_owned()
            }
            Outcome::NotPassed(Why::NobodyAgrees) => {
                self.say("Not adopted: nobody agreed.", "No aprobado: nadie estuvo de acuerdo.").to_owned()
            }
            Outcome::NotPassed(Why::NoSuchVote) => {
                self.say("Nothing was decided.", "No se decidió nada.").to_owned()
            }
            Outcome::Stopped => self.say("Blocked.", "Bloqueado.").to_owned(),
            Outcome::Winners(won) => format!("{} {}.", self.say("Chosen:", "Elegido:"), names(won)),
            Outcome::Drawn(drawn) => format!("{} {}.", self.say("Drawn:", "Sorteado:"), names(drawn)),
        }
    }

    /// What a piece of a picture stands for.
    pub fn part(self, part: Part) -> &'static str {
        match part {
            Part::Agree => self.say("agree", "de acuerdo"),
            Part::Concern => self.say("agree, with a concern", "de acuerdo, con reparo"),
            Part::StandAside => self.say("stand aside", "se apartan"),
            Part::Block => self.say("block", "bloquean"),
            Part::Yes => self.say("yes", "sí"),
            Part::No => self.say("no", "no"),
            Part::Abstain => self.say("abstain", "se abstienen"),
            Part::Blank => self.say("blank", "en blanco"),
            Part::Silent => self.say("without a ballot", "sin voto"),
            Part::Absent => self.say("not there", "ausentes"),
        }
    }

    /// What hands were shown for; `name` calls persons, `point` what stands on the agenda.
    pub fn item(
        self,
        item: &Item,
        name: impl Fn(&tequio_core::PersonId) -> String,
        point: impl Fn(u16) -> String,
        words: impl Fn(&tequio_core::assembly::meeting::Point) -> String,
    ) -> String {
        match item {
            Item::Go(to) => format!("{} {}", self.say("go on to:", "pasar a:"), point(*to)),
            Item::Add(added) => {
                format!("{} {}", self.say("put on the agenda:", "añadir al orden del día:"), words(added))
            }
            Item::Move { .. } => {
                self.say("change the order of the agenda", "cambiar el orden del día").to_owned()
            }
            Item::Facilitate(who) => format!("{} {}", self.say("facilitates:", "facilita:"), name(who)),
            Item::NoFacilitator => self.say("nobody facilitates", "nadie facilita").to_owned(),
            Item::Speak(who) => format!("{} {}", self.say("speaks now:", "habla ahora:"), name(who)),
            Item::EndTurn => self.say("the turn is over", "termina el turno").to_owned(),
            Item::Close => self.say("the meeting is over", "termina la reunión").to_owned(),
            Item::Reopen => self.say("the meeting goes on", "la reunión sigue").to_owned(),
        }
    }

    /// The words of a concern or a block.
    pub fn words(self, choice: &Choice) -> Option<(&'static str, &str)> {
        match choice {
            Choice::Concern(words) => Some((self.say("concern", "reparo"), words)),
            Choice::Block(words) => Some((self.say("block", "bloqueo"), words)),
            _ => None,
        }
    }
}

/// A time as people and machines read it, in UTC. (Days to dates: Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `civil_from_days`.)
pub fn date(time: Time) -> String {
    let (days, rest) = (time.0 / 86_400, time.0 % 86_400);
    let shifted = days.min(u64::from(u32::MAX)) + 719_468;
    let (era, of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02} UTC", rest / 3_600, rest % 3_600 / 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_as_a_date() {
        for (seconds, written) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_790_000_000, "2026-09-21 14:13 UTC"),
            (4_107_542_399, "2100-02-28 23:59 UTC"),
        ] {
            assert_eq!(date(Time(seconds)), written);
        }
        assert!(!date(Time(u64::MAX)).is_empty());
    }
}
