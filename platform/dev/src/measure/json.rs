//! One flat JSON object a line, and nothing else: what our harnesses print.
//!
//! Strict on purpose (RFC 8259 without nesting, and no name twice): a harness that prints something odd should be heard
//! about at once, and a whole JSON library would be the tool's only dependency.

/// A value that is neither list nor object.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written: a table shows the digits that the harness chose.
    Number(String),
    /// A string, its escapes resolved.
    Text(String),
}

/// The names and values of the object that is the whole of `line`, in their order, or a sentence about what is wrong.
pub fn object(line: &str) -> Result<Vec<(String, Value)>, String> {
    let mut reader = Reader { all: line, at: 0 };
    let fields = reader.object()?;
    reader.space();
    match reader.peek() {
        None => Ok(fields),
        Some(_) => Err(reader.wrong("more after the object")),
    }
}

struct Reader<'a> {
    all: &'a str,
    /// How many bytes have been read; always between two characters.
    at: usize,
}

impl Reader<'_> {
    fn object(&mut self) -> Result<Vec<(String, Value)>, String> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        self.space();
        self.expect('{')?;
        self.space();
        if self.skip('}') {
            return Ok(fields);
        }
        loop {
            self.space();
            let name = self.text()?;
            if fields.iter().any(|(earlier, _)| *earlier == name) {
                return Err(self.wrong(&format!("\"{name}\" twice")));
            }
            self.space();
            self.expect(':')?;
            self.space();
            let value = self.value()?;
            fields.push((name, value));
            self.space();
            if self.skip('}') {
                return Ok(fields);
            }
            self.expect(',')?;
        }
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.peek() {
            Some('"') => self.text().map(Value::Text),
            Some('-' | '0'..='9') => self.number().map(Value::Number),
            Some('{' | '[') => Err(self.wrong("a value inside a value, where only flat ones are expected")),
            _ => {
                let words =
                    [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))];
                let found = words.into_iter().find(|(word, _)| self.all[self.at..].starts_with(word));
                let (word, value) = found.ok_or_else(|| self.wrong("no value"))?;
                self.at += word.len();
                Ok(value)
            }
        }
    }

    fn text(&mut self) -> Result<String, String> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            match self.next() {
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape()?),
                Some(plain) if plain >= ' ' => text.push(plain),
                Some(_) => return Err(self.wrong("a bare control character in a string")),
                None => return Err(self.wrong("a string without an end")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        Ok(match self.next() {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            _ => return Err(self.wrong("an unknown escape")),
        })
    }

    /// `\uXXXX`, where characters beyond the first plane come as two halves (RFC 8259, section 7).
    fn unicode(&mut self) -> Result<char, String> {
        let high = self.hex()?;
        let code = if (0xd800..0xdc00).contains(&high) {
            self.expect('\\')?;
            self.expect('u')?;
            let low = self.hex()?;
            if !(0xdc00..0xe000).contains(&low) {
                return Err(self.wrong("half a character"));
            }
            0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
        } else {
            high
        };
        char::from_u32(code).ok_or_else(|| self.wrong("half a character"))
    }

    fn hex(&mut self) -> Result<u32, String> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|digit| digit.to_digit(16));
            code = code * 16 + digit.ok_or_else(|| self.wrong("\\u without four hex digits"))?;
        }
        Ok(code)
    }

    fn number(&mut self) -> Result<String, String> {
        let from = self.at;
        self.skip('-');
        if !self.skip('0') {
            self.digits()?;
        }
        if self.skip('.') {
            self.digits()?;
        }
        if self.skip('e') || self.skip('E') {
            let _sign = self.skip('+') || self.skip('-');
            self.digits()?;
        }
        Ok(self.all[from..self.at].to_owned())
    }

    fn digits(&mut self) -> Result<(), String> {
        let from = self.at;
        while self.peek().is_some_and(|next| next.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == from { Err(self.wrong("no digit")) } else { Ok(()) }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        if self.skip(wanted) { Ok(()) } else { Err(self.wrong(&format!("no `{wanted}`"))) }
    }

    fn skip(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn peek(&self) -> Option<char> {
        self.all[self.at..].chars().next()
    }

    fn wrong(&self, what: &str) -> String {
        format!("{what} at byte {}", self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_object_is_read_with_its_values_as_written() {
        let line =
            r#" { "name":"press" , "value":-12.50e+3,"peer":null,"holds":true,"bar":"≤ 100 \"ms\"\n" } "#;
        let expected = [
            ("name", Value::Text("press".into())),
            ("value", Value::Number("-12.50e+3".into())),
            ("peer", Value::Null),
            ("holds", Value::Bool(true)),
            ("bar", Value::Text("≤ 100 \"ms\"\n".into())),
        ];
        assert_eq!(object(line), Ok(expected.map(|(name, value)| (name.to_owned(), value)).to_vec()));
        assert_eq!(object("{}"), Ok(Vec::new()));
    }

    #[test]
    fn escapes_of_every_kind_are_resolved() {
        let fields = object(r#"{"é":"\u00e9\uD83D\uDE00\t\/\\"}"#).expect("all of it is allowed");
        assert_eq!(fields, [("é".to_owned(), Value::Text("é😀\t/\\".to_owned()))]);
    }

    #[test]
    fn what_is_not_one_flat_object_is_refused_with_its_place() {
        for (line, sentence) in [
            ("", "no `{` at byte 0"),
            ("[1]", "no `{` at byte 0"),
            (r#"{"a":1"#, "no `,` at byte 6"),
            (r#"{"a":1,}"#, "no `\"` at byte 7"),
            (r#"{"a":1} x"#, "more after the object at byte 8"),
            (r#"{"a":1,"a":2}"#, "\"a\" twice at byte 10"),
            (r#"{"a":[1]}"#, "a value inside a value, where only flat ones are expected at byte 5"),
            (r#"{"a":01}"#, "no `,` at byte 6"),
            (r#"{"a":1.}"#, "no digit at byte 7"),
            (r#"{"a":nul}"#, "no value at byte 5"),
            (r#"{"a":"b}"#, "a string without an end at byte 8"),
            (r#"{"a":"\x"}"#, "an unknown escape at byte 8"),
            (r#"{"a":"\u12"}"#, "\\u without four hex digits at byte 11"),
            (r#"{"a":"\ud83d"}"#, "no `\\` at byte 12"),
            (r#"{"a":"\udc00"}"#, "half a character at byte 12"),
            ("{\"a\":\"\n\"}", "a bare control character in a string at byte 7"),
        ] {
            assert_eq!(object(line), Err(sentence.to_owned()), "{line}");
        }
    }
}
