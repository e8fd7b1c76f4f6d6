use proptest::prelude::*;

use super::*;

fn texts(words: Vec<Word>) -> Vec<String> {
    words.into_iter().map(|word| word.text).collect()
}

#[test]
fn a_shell_reads_quotes_and_backslashes() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("  cat\t/etc/passwd \n", &["cat", "/etc/passwd"]),
        ("cat 'a b' \"c d\" e\\ f", &["cat", "a b", "c d", "e f"]),
        ("cat /ro''ot/\"\".aws", &["cat", "/root/.aws"]),
        ("c\\at pa\\\nth", &["cat", "path"]),
        (r#"echo "a\"b\\c\d\$e""#, &["echo", r#"a"b\c\d$e"#]),
        (r"echo 'a\b'", &["echo", r"a\b"]),
        (r"echo $'a\tb\x41\101\u00e9\'' x", &["echo", "a\tbAA\u{e9}'", "x"]),
        (r"cat $'\x2froot\57.aws'", &["cat", "/root/.aws"]),
        (r#"echo $"hi there" $HOME"#, &["echo", "hi there", "$HOME"]),
        ("echo '' x", &["echo", "", "x"]),
        ("cat 'cut off", &["cat", "cut off"]),
        ("cat \"cut off\\", &["cat", "cut off\\"]),
        ("cat $'cut \\", &["cat", "cut \\"]),
        ("curl http://h/?a=1&b=2", &["curl", "http://h/?a=1&b=2"]),
    ];
    for (line, expected) in cases {
        assert_eq!(texts(posix(line)), *expected, "{line}");
    }
}

#[test]
fn operators_end_words_of_a_script() {
    let cases: &[(&str, &[&str])] = &[
        ("cat</etc/x;id|base64>y", &["cat", "/etc/x", "id", "base64", "y"]),
        ("cat$IFS/x${IFS}y $IFSZ", &["cat", "/x", "y", "$IFSZ"]),
        ("a && (b 'c;d') `e`", &["a", "b", "c;d", "e"]),
    ];
    for (line, expected) in cases {
        assert_eq!(texts(shell(line)), *expected, "{line}");
    }
}

#[test]
fn backslashes_are_text_to_powershell() {
    let cases: &[(&str, &[&str])] = &[
        (r"gc 'C:\a b\c'|iex", &["gc", r"C:\a b\c", "iex"]),
        (r#"[IO.File]::ReadAllText("C:\a\")"#, &["[IO.File]::ReadAllText", r"C:\a\"]),
        (r"type C:\.a`ws\cr^ed", &["type", r"C:\.aws\cred"]),
    ];
    for (line, expected) in cases {
        assert_eq!(texts(powershell(line)), *expected, "{line}");
    }
}

#[test]
fn windows_reads_backslashes_before_quotes() {
    // The four in the middle are the examples of "Parsing C++ command-line arguments"
    // (Microsoft C++ reference).
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        (r#""C:\Program Files\a.exe" x"#, &[r"C:\Program Files\a.exe", "x"]),
        (r#""C:\a\" b"#, &[r"C:\a\", "b"]),
        (r#"p "abc" d e"#, &["p", "abc", "d", "e"]),
        (r#"p a\\b d"e f"g h"#, &["p", r"a\\b", "de fg", "h"]),
        (r#"p a\\\"b c d"#, &["p", r#"a\"b"#, "c", "d"]),
        (r#"p a\\\\"b c" d e"#, &["p", r"a\\b c", "d", "e"]),
        (r#"p "a ""b c" d"#, &["p", "a \"b", "c d"]),
        (r#"p "" x"#, &["p", "", "x"]),
        (r#"p "cut off"#, &["p", "cut off"]),
        (r"p 'a b'", &["p", "'a", "b'"]),
    ];
    for (line, expected) in cases {
        assert_eq!(texts(windows(line)), *expected, "{line}");
    }
}

#[test]
fn the_looks_of_a_line_say_which_system() {
    let cases = [
        (r"type C:\x", true),
        (r"/bin/cat C:\x", false),
        (r#""C:\Program Files\a.exe""#, true),
        (r"type %USERPROFILE%\.aws\credentials", true),
        (r"gc $env:APPDATA\gcloud\credentials.db", true),
        (r"gc ~\.azure\accessTokens.json", true),
        (r"type .aws\credentials", true),
        ("powershell.exe -c x", true),
        (r"\\?\C:\a.exe", true),
        ("cat /etc/passwd", false),
        (r"cat /My\ Files/x", false),
        ("curl http://h/a%20b%20c", false),
        ("date +%Y%m", false),
        ("cat ~/.kube/config", false),
    ];
    for (line, expected) in cases {
        assert_eq!(is_windows(line), expected, "{line}");
    }
}

fn is_in_order(words: &[Word], line: &str) -> bool {
    words.iter().all(|word| line.get(word.range.clone()).is_some())
        && words.windows(2).all(|two| two[0].range.end <= two[1].range.start)
}

proptest! {
    #[test]
    fn ranges_are_parts_of_the_line_in_order(line in r#"([a-z /\\"'$;é]|\\x|\$'){0,60}"#) {
        for words in [posix(&line), shell(&line), powershell(&line), windows(&line), split(&line)] {
            prop_assert!(is_in_order(&words, &line), "{words:?}");
        }
    }

    #[test]
    fn a_quoted_list_comes_back(list in prop::collection::vec("[ -~é]{0,12}", 0..6)) {
        let quoted: Vec<_> = list.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
        prop_assert_eq!(texts(posix(&quoted.join(" "))), list);
    }
}

#[test]
fn a_long_line_takes_linear_time() {
    for part in ["\\", "\"", "'", "$'", "a ", "% ", "%a"] {
        let line = part.repeat(1 << 18);
        assert!(posix(&line).len() <= line.len());
        assert!(windows(&line).len() <= line.len());
        is_windows(&line);
    }
}
