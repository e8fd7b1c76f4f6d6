//! What the cases are made of: chosen patterns and texts, and the parts that the
//! generated ones are put together from. Packed by hand; one per line would be long.

/// Patterns of every construct, right and wrong.
#[rustfmt::skip]
pub(crate) const CHOSEN: &[&str] = &[
    // Heads and tails.
    "", "a", "abc", "^a", "a$", "^a$", r"\Aa\z", r"a\Z", r"\Ga", "a|b", "|a", "a|", "||", "()", "(|a)", "^",
    "$", "^$", r"a$\n", r"a$\r\n", r"a\r$", r"a$b", r"(a|b$)c?", r"$a|b\z", "(?m)^b", "(?m)a$", "(?m)^$",
    "(?m)^", "(?m)$", "(?m)a$\\s^b", "(?d)a$", "(?dm)^b", "(?dm)a$", "(?d).", "(?d-s).", "(?-s).",
    "(?-s)a.b", "(?-s)^.*$", "a.b", ".*a.*", "^.*a.*$", ".*", ".+", ".*?a", "a.*?", ".*a.*|.*b.*",
    "(.*a.*|b)", ".*+a", "a.*+", "(.*)a\\1",
    // Literals and escapes.
    r"\<a\>", r"a\-b", r"\_", r"\é", r"\/", r"\ ", r"\Qa.b\E", r"\Qa.b", r"\Q\E*", r"\Qab\E+", r"a\Q*\E+",
    r"\E", r"\\Q", r"\x41", r"\x4", r"\x{41}", r"\x{1F600}", r"\x{110000}", r"\x{}", r"\x{4", r"\u0041",
    r"\u004", r"\ud83d\ude00", r"\ud83d", r"[\ud83d\ude00]", r"\0", r"\07", r"\0101", r"\0377", r"\0400",
    r"\08", r"\cA", r"\ca", r"\c", r"\a\e\f", r"\t\n\r", "\\", r"a\", r"\N", r"\y", r"\i", r"\g", r"\j",
    r"\l", r"\m", r"\o", r"\q", r"\C", r"\I", r"\J", r"\K", r"\L", r"\M", r"\O", r"\T", r"\U", r"\Y", r"\F",
    "]", "}", "a]", "a}", "{", "a{", "a{}", "a{,3}", "a{1", "a{1,", "a{1,2", "a{x}", "{2}", "{2}a",
    "(?:){3}", "a{0}", "a{0,0}b",
    // Classes by escape.
    r"\d+", r"\D+", r"\w+", r"\W+", r"\s+", r"\S+", r"\h", r"\H", r"\v", r"\V", r"\R", r"\R+", r"a\Rb",
    r"\R\n", r"(?U)\d", r"(?U)\w", r"(?U)\s", r"(?U)\W", r"(?U)\p{Alpha}", r"(?U)\p{Lower}",
    r"(?U)\p{Upper}", r"(?U)\p{Punct}", r"(?U)\p{Space}", r"(?U)\p{Digit}", r"(?U)\p{Alnum}",
    r"(?U)\p{Graph}", r"(?U)\p{Print}", r"(?U)\p{Blank}", r"(?U)\p{Cntrl}", r"(?U)\p{XDigit}",
    r"(?U)\p{alpha}", r"\p{Alpha}", r"\p{Lower}", r"\p{Upper}", r"\p{Punct}", r"\p{Space}", r"\p{Digit}",
    r"\p{Alnum}", r"\p{Graph}", r"\p{Print}", r"\p{Blank}", r"\p{Cntrl}", r"\p{XDigit}", r"\p{ASCII}",
    r"\p{L}", r"\pL", r"\PL", r"\p{Lu}", r"\p{Ll}", r"\p{Lt}", r"\p{LC}", r"\p{LD}", r"\p{L1}", r"\p{all}",
    r"\p{M}", r"\p{N}", r"\p{P}", r"\p{S}", r"\p{Z}", r"\p{C}", r"\p{Sc}", r"\p{IsLatin}", r"\p{IsGreek}",
    r"\p{Isgreek}", r"\p{IsAlphabetic}", r"\p{IsUppercase}", r"\p{IsLowercase}", r"\p{IsWhite_Space}",
    r"\p{IsDigit}", r"\p{IsPunctuation}", r"\p{IsL}", r"\p{IsLu}", r"\p{IsHan}", r"\p{InGreek}",
    r"\p{InBasicLatin}", r"\p{InCyrillic}", r"\p{sc=Latin}", r"\p{script=Greek}", r"\p{gc=Lu}",
    r"\p{general_category=L}", r"\p{blk=Greek}", r"\p{block=Cyrillic}", r"\p{foo=x}", r"\p{javaLowerCase}",
    r"\p{javaUpperCase}", r"\p{javaWhitespace}", r"\p{javaLetter}", r"\p{javaDigit}",
    r"\p{javaLetterOrDigit}", r"\p{javaAlphabetic}", r"\p{javaSpaceChar}", r"\p{javaISOControl}",
    r"\p{javaTitleCase}", r"\p{javaJavaIdentifierStart}", r"\p{javaJavaIdentifierPart}", r"\p{javaDefined}",
    r"\p{javaIdeographic}", r"\p{Nope}", r"\p{}", r"\p{L", r"\p", r"\P{L}", r"\P{Alpha}", r"\p{alpha}",
    r"\p{IsNope}", r"\p{InNope}", r"\p{^L}",
    // Bracketed classes.
    "[abc]", "[^abc]", "[a-c]", "[a-]", "[-a]", "[]a]", "[^]a]", "[]", "[^]", "[", "[a", "[a-", "[c-a]",
    "[a-c-e]", "[a-c[x-z]]", "[[a-c]x]", "[^[ab]]", "[a[^b]]", "[a-z&&[bc]]", "[a-z&&[^bc]]", "[a-z&&b-d]",
    "[a-z&&b-d&&c]", "[&&a]", "[a&&]", "[&&]", "[a&b]", "[a&&&b]", "[a&&b&&]", "[&]", "[&a]", "[a&&[b]c]",
    "[a&&b[c]]", "[ab&&bc[c]]", "[[ab]&&b]", "[a[b]&&[b]c]", "[^a&&b]", "[^ab&&bc]", r"[\w&&[^\d]]",
    r"[\d-z]", r"[a-\d]", r"[\s\S]", r"[\]]", r"[\[]", r"[\\]", r"[\^a]", "[a^]", r"[\-a]", r"[a\-c]",
    r"[\Qa-c\E]", r"[\Q]\E]", r"[\Q^\Ea]", r"[\b]", r"[\B]", r"[\A]", r"[\z]", r"[\Z]", r"[\G]", r"[\R]",
    r"[\X]", r"[\1]", r"[\k]", r"[\x41-\x43]", r"[\v]", r"[\v-\r]", r"[\n-\v]", r"[\h\v]", r"[^\h\v]",
    r"[\p{L}\d]", r"[\P{L}]", r"[^\p{L}]", r"[\p{Lu}]", "[a-c]+[x]?", "[.]", "[$^]", "[(]", "[*+?]", "[{}]",
    "[|]", "[a b]", "(?x)[a b]", "(?x)[ ^a]", "(?x)[a #b\n]", "[é-ü]", "[À-Ý]", "[\u{1F600}-\u{1F64F}]",
    "[^\u{0}-\u{7f}]", "[K]", "[k]", "[s]", "[^k]", "[a-z]", "[^a-z]", "[A-Z]",
    // Repetition.
    "a?", "a*", "a+", "a??", "a*?", "a+?", "a{2}", "a{2,}", "a{1,2}", "a{2}?", "a{2,}?", "a{1,2}?", "a?+",
    "a*+", "a++", "a{2}+", "a{1,2}+", "a**", "a+*", "a?*", "a???", "a+++", "a*?+", "a{2}{3}", "a{2}*",
    "a+{2}", "a{3,1}", "a{99999999999}", "a{2147483648}", "*", "+a", "?", "(*)", "(+a)", "a|*", "^*", "^+a",
    "$*", r"\b*", "(a)*", "(a|b)*c", "(a*)*", "(a*)+", "(a+)+b", "(?:a|b){2}", "(ab){2,}", "((a)b)*",
    "(a){0}", "(a?)*?b", "(a|)+b", "(?:a{2}){2}", "x*+x", "(?:a|ab)++c",
    // Groups and flags.
    "(a)", "(?:a)", "(?<n>a)", "(?<n1>a)", "(?<1n>a)", "(?<n_>a)", "(?<>a)", "(?<n>a)(?<n>b)", "(?<n",
    "(?'n'a)", "(?P<n>a)", "(a", "a)", "(?", "(?:", "(?:a", "(?<", "((a)", "(a))", "(?#a)", "(?i)a",
    "(?i:a)b", "(?-i)a", "(?-i:a)", "(?i-i)a", "(?i)a(?-i)b", "(a(?i)b)c", "(a(?i)b|c)d", "a(?i)b|c", "(?i",
    "(?z)", "(?i:a", "(?ix) a b", "(?x) a # b\n c", "(?x)a b # c", "(?x)a *", "(?x)\\ a", "(?x)( ?:a)",
    "(?x)a{ 2}", "(?x)a{2 }", "(?x)\\Q \\E", "(?s)a.b", "(?s-i)a.b", "(?u)k", "(?iu)k", "(?i-u)k", "(?i)*a",
    "(?)a", "(?-)a", "(?:)a", "(?i)(?-i)a", "(?--i)a", "(?i-)a", "(?^i)a", "(?$a)", "(?@a)",
    // Look-around, atomic groups, back-references.
    "(?=a)", "(?=a)a", "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(?<=^a)b", "(?<=ab|c)d", "(?<=a?)b",
    "(?<=a{1,2})b", "(?<=a*)b", "(?<=a+)b", "(?<!a*)b", "(?<=a{2,})b", "(?<=(a|bc){2})d", "(?<=(a)\\1)b",
    "(?<=(ab){2})c", "(?<=(a?){2})b", "(?=a)*b", "(?!a)+b", "(?=a*)b", "(?<=(?=b))b", "(?>a+)b",
    "(?>a|ab)c", "(?>a*)a", "(?>(?:a|ab))c", r"(a)\1", r"(a|b)\1", r"(a)(b)\2\1", r"\1(a)", r"\1", r"(a)\2",
    r"(\1a)", r"(a\1)", r"(?:(a)|b)\1", r"(a)\10", r"(a)\11", r"(a)b\1\1", r"(?<n>a)\k<n>", r"\k<n>(?<n>a)",
    r"\k<n>", r"\k", r"\kn", r"(?<n>a)\k<m>", r"(?i)(a)\1", r"(a)(?i)\1", r"(?<n>a)\1", r"(?:a)(b)\1",
    r"((a)b)\2", r"(a)\1{2}", r"(a)?\1b", r"(?=(a))\1", r"(?!(a))\1", r"(?<=(a))\1",
    // Boundaries.
    r"\ba", r"a\b", r"\bab\b", r"\Ba", r"a\B", r"\b", r"\B", r"\b\B", r"\ba\b.*\bb\b", r"(?U)\bé",
    r"(?=\b)a", r"(?=\B)b",
    // As written for QRadar.
    r"^\<\d{1,2}\>\w+\s+\d+\s+\S+\s+\S+\s+\w+\[\d+\]", r".*kubernetes\.io.*", r"(?i)mimikatz|sekurlsa::",
    r"\\Temp\\[^\\]+\.exe$", r"(?:\d{1,3}\.){3}\d{1,3}", r"169\.254\.169\.254", r"\.(?:bat|cmd|ps1)$",
    r"/etc/(?:passwd|shadow)", r"-[eE][nN][cC]\w*\s+[A-Za-z0-9+/=]{20,}",
];

/// What the chosen patterns are tried on.
#[rustfmt::skip]
pub(crate) const TEXTS: &[&str] = &[
    "", "a", "b", "A", "ab", "abc", "aa", "aaa", "aab", "aba", "abab", "bc", "c", "d", "k", "K", "\u{212a}",
    "s", "\u{17f}", "é", "É", "aé", "éa", "ü", "a\n", "a\r", "a\r\n", "a\n\n", "a\u{85}", "a\u{2028}", "\n",
    "\r\n", "\na", "b\na", "a\nb", "a\nb\n", "a\r\nb", "a\u{2029}b", "a\n\r", "a b", " ", "\t", "\u{a0}",
    "\u{b}", "\u{c}", "\u{1}", "\u{7}\u{1b}\u{c}", "\t\n\r", "1", "12", "٣", "_", "-", "[", "]", "^", "&",
    "\\", "{", "}", "<a>", "a.b", "a-b", "a^", "*", "(", "😀", "a😀b", "αΑ", "Σσς", "ß", "ẞ", "ǅ", "жЖ", "漢",
    "$", "€", "\u{300}", "e\u{301}", "x", "z", "Z", "M", "0", "<13>Oct 12 host app sshd[42] text",
    "see kubernetes.io/secret\nnow", "MimiKatz", "C:\\Temp\\x.exe", "GET http://169.254.169.254/ HTTP/1.1",
    "powershell -EnC SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQA", "cat /etc/shadow\n", "Qa.b", "a*", "AB",
    "aB", "Ab", "abd", "cd", "bcbcd", "aabb", "#", "a#b",
];

/// Parts of well-formed patterns.
#[rustfmt::skip]
pub(crate) const ATOMS: &[&str] = &[
    "a", "b", "c", "A", "k", ".", "^", "$", r"\d", r"\w", r"\s", r"\S", r"\n", r"\r", r"\R", r"\h", r"\v",
    r"\b", r"\B", r"\Z", r"\z", r"\A", "[ab]", "[^a]", "[a-c]", "[a-c&&[^b]]", "[b-k]", r"[\w-]", r"[^\s]",
    r"\p{L}", r"\p{Lu}", r"\p{Alpha}", "é", "ß", r"\x61", r"\Qa.\E", r"\1", ".*", ".*?", "a+",
];

/// All kinds of repetition.
#[rustfmt::skip]
pub(crate) const QUANTIFIERS: &[&str] = &[
    "?", "*", "+", "??", "*?", "+?", "?+", "*+", "++", "{2}", "{0,2}", "{1,}", "{1,2}?", "{2}+", "{0}",
];

/// All kinds of groups.
#[rustfmt::skip]
pub(crate) const GROUPS: &[&str] = &[
    "(", "(?:", "(?:", "(", "(?i:", "(?-s:", "(?m:", "(?d:", "(?>", "(?=", "(?!", "(?<=", "(?<!", "(?x:",
    "(?u-i:",
];

/// Flags for the rest of a group.
#[rustfmt::skip]
pub(crate) const FLAGS: &[&str] = &[
    "(?i)", "(?m)", "(?-s)", "(?d)", "(?x)", "(?U)", "(?-i)", "(?i-u)",
];

/// Parts of anything, well-formed or not.
#[rustfmt::skip]
pub(crate) const PIECES: &[&str] = &[
    "a", "b", "-", "^", "$", ".", "|", "(", ")", "[", "]", "{", "}", "?", "*", "+", "\\", "&&", "&", ",",
    "1", "2", "0", "(?", "(?:", "(?<", "=", "!", "<", ">", ":", "i", "x", "s", " ", "#", r"\Q", r"\E",
    r"\d", r"\w", r"\p{", r"\p{L}", "[^", "[a-c", r"\x4", r"\u00", r"\k<", "n", "{2}", "{1,", "é", "\n",
    r"\v", r"\b",
];
