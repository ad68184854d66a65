//! What the app says, in either language: read from the same files, so that a better wording changes no test.

/// The sentences of one language.
#[derive(Clone, Copy)]
pub struct Words {
    /// Its tag, as the settings keep it.
    pub language: &'static str,
    source: &'static str,
}

pub const ENGLISH: Words = Words { language: "en", source: include_str!("../../../assets/words/en.ftl") };
pub const SPANISH: Words = Words { language: "es", source: include_str!("../../../assets/words/es.ftl") };

impl Words {
    /// A sentence of one line, without anything to fill in.
    pub fn say(self, key: &str) -> &'static str {
        let lines = self.source.lines().filter_map(|line| line.split_once(" = "));
        let found = lines.into_iter().find(|(name, _)| *name == key);
        found.unwrap_or_else(|| panic!("{}.ftl has no line `{key}`", self.language)).1
    }

    /// A sentence with the number one in it.
    pub fn one(self, key: &str) -> String {
        let (_, cases) =
            self.source.split_once(&format!("\n{key} = {{ $count ->")).expect("it depends on a number");
        let (_, one) = cases.split_once("[one] ").expect("it has a case for one");
        one.lines().next().unwrap_or_default().replace("{ $count }", "1")
    }

    /// A sentence with a number in it that is neither none nor one.
    pub fn many(self, key: &str, count: usize) -> String {
        let (_, cases) =
            self.source.split_once(&format!("\n{key} = {{ $count ->")).expect("it depends on a number");
        let (_, other) = cases.split_once("*[other] ").expect("it has a case for all others");
        other.lines().next().unwrap_or_default().replace("{ $count }", &count.to_string())
    }

    /// A sentence that is the same for every number.
    pub fn number(self, key: &str, count: usize) -> String {
        self.say(key).replace("{ $count }", &count.to_string())
    }

    /// A sentence about somebody.
    pub fn about(self, key: &str, name: &str) -> String {
        self.say(key).replace("{ $name }", name)
    }
}
