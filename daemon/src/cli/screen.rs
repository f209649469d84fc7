//! Where results and notes go, and in which form.

use super::words::Lang;
use serde_json::Value;
use std::io::{self, Write};

/// How text is laid out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Language of hints and remedies.
    pub(crate) lang: Lang,
    /// Columns of the terminal; `None` where lines may be as long as they like.
    pub(crate) width: Option<u16>,
}

/// A result that can be shown.
pub(crate) trait Show {
    /// For scripts.
    fn json(&self) -> Value;
    /// For people; without a line end at the end.
    fn text(&self, look: Look) -> String;
}

/// Standard output for results, standard error for notes.
pub(crate) struct Screen {
    results: Box<dyn Write>,
    notes: Box<dyn Write>,
    json: bool,
    look: Look,
}

impl Screen {
    /// Results go to `results` as JSON or as text, everything else to `notes`.
    pub(crate) fn new(
        results: Box<dyn Write>,
        notes: Box<dyn Write>,
        json: bool,
        look: Look,
    ) -> Self {
        Self {
            results,
            notes,
            json,
            look,
        }
    }

    /// The process's own output.
    pub(crate) fn standard(json: bool, lang: Lang) -> Self {
        let size = rustix::termios::tcgetwinsize(io::stdout());
        let width = size.ok().map(|size| size.ws_col).filter(|width| *width > 0);
        let look = Look { lang, width };
        Self::new(Box::new(io::stdout()), Box::new(io::stderr()), json, look)
    }

    /// Whether scripts read along.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Language of hints and remedies.
    pub(crate) fn lang(&self) -> Lang {
        self.look.lang
    }

    /// Shows the command's one result.
    pub(crate) fn show(&mut self, result: &impl Show) -> io::Result<()> {
        match self.json {
            true => writeln!(self.results, "{:#}", result.json()),
            false => writeln!(self.results, "{}", result.text(self.look)),
        }
    }

    /// Shows one of a stream of results: one JSON document a line.
    pub(crate) fn show_next(&mut self, result: &impl Show) -> io::Result<()> {
        match self.json {
            true => self.line(&result.json()),
            false => self.show(result),
        }
    }

    /// One JSON document on a line of its own.
    pub(crate) fn line(&mut self, document: &Value) -> io::Result<()> {
        writeln!(self.results, "{document}")?;
        self.results.flush()
    }

    /// Tells a person something that is no result.
    pub(crate) fn note(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.notes, "{text}")
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;
    use std::sync::{Arc, Mutex};

    /// What was written, for tests.
    #[derive(Clone, Default)]
    pub(crate) struct Written(Arc<Mutex<Vec<u8>>>);

    impl Written {
        /// The text so far.
        pub(crate) fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
        }
    }

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// English, as wide as it likes.
    pub(crate) const LOOK: Look = Look {
        lang: Lang::En,
        width: None,
    };

    /// A screen with what is written to results and notes.
    pub(crate) fn screen(json: bool) -> (Screen, Written, Written) {
        let (results, notes) = (Written::default(), Written::default());
        let screen = Screen::new(
            Box::new(results.clone()),
            Box::new(notes.clone()),
            json,
            LOOK,
        );
        (screen, results, notes)
    }

    struct Answer;

    impl Show for Answer {
        fn json(&self) -> Value {
            json!({"answer": 42})
        }

        fn text(&self, _: Look) -> String {
            "forty-two".to_owned()
        }
    }

    #[test]
    fn text_and_notes_go_apart() {
        let (mut screen, results, notes) = screen(false);
        screen.note("thinking").unwrap();
        screen.show(&Answer).unwrap();
        assert_eq!(
            (results.text().as_str(), notes.text().as_str()),
            ("forty-two\n", "thinking\n")
        );
    }

    #[test]
    fn a_stream_is_one_document_a_line() {
        let (mut screen, results, _) = screen(true);
        screen.show_next(&Answer).unwrap();
        screen.show_next(&Answer).unwrap();
        let lines: Vec<Value> = results
            .text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines, [json!({"answer": 42}), json!({"answer": 42})]);
    }
}
