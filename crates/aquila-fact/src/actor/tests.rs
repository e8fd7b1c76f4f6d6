use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

#[test]
fn the_file_reads_and_names_are_single() {
    let file = interpreter::file();
    assert_eq!(file.as_ref().err(), None);
    let names: Vec<_> = file.into_iter().flat_map(|file| file.interpreters).flat_map(|it| it.names).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
}

#[test]
fn command_lines_name_scripts() {
    // Image, command line, script; the directory is /srv, or C:\srv under Windows.
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str)] = &[
        ("/usr/bin/cat", "cat /x.sh", ""),
        ("/usr/bin/python3", "python3", ""),
        ("/usr/bin/python3", "python3 -", ""),
        ("/usr/bin/python3", "", ""),
        ("/usr/bin/python3", "python3 x.py", "/srv/x.py"),
        ("/usr/bin/python3.11", "/usr/bin/python3.11 /usr/sbin/waagent -daemon", "/usr/sbin/waagent"),
        ("/usr/bin/python3.6", "/usr/bin/python3 -u bin/WALinuxAgent-2.9.1.1-py3.8.egg -run-exthandlers", "/srv/bin/WALinuxAgent-2.9.1.1-py3.8.egg"),
        ("/usr/bin/python3.13t", "python -X dev -W ignore ./a/../x.py -c y", "/srv/x.py"),
        ("/usr/bin/python3.11-dbg", "python3 -Wignore x.py", "/srv/x.py"),
        ("/usr/bin/python3", "python3 -c 'import os' x.py", "(inline)"),
        ("/usr/bin/python3", "python3 -Bc 'import os'", "(inline)"),
        ("/opt/az/bin/python3.11", "/opt/az/bin/python3 -Im azure.cli login", "-m azure.cli"),
        ("/usr/bin/python2.7", "python -mSimpleHTTPServer 80", "-m SimpleHTTPServer"),
        ("/usr/bin/pypy3", "pypy3 -- -x.py", "/srv/-x.py"),
        ("/usr/bin/python3-config", "python3-config --libs", ""),
        (r"C:\Python311\python.exe", r#""C:\Python311\python.exe" "C:\My Files\x.py" -v"#, r"C:\My Files\x.py"),
        (r"C:\Program Files\Python311\python.exe", r"C:\Program Files\Python311\python.exe x.py", r"C:\srv\x.py"),
        (r"C:\Program Files\Python311\python.exe", r#""C:\Program Files\Python311\python.exe" x.py"#, r"C:\srv\x.py"),
        (r"C:\Windows\py.exe", "py -3.11 x.py", r"C:\srv\x.py"),
        ("/usr/bin/node", "node --inspect=0 -r ./hook.js app.js --eval x", "/srv/app.js"),
        ("/usr/bin/node18", "node -e 'x()'", "(inline)"),
        ("/usr/bin/nodejs", "nodejs --eval='x()'", "(inline)"),
        ("/usr/bin/node", "node inspect app.js", "/srv/app.js"),
        ("/root/.bun/bin/bun", "bun run bun_environment.js", "/srv/bun_environment.js"),
        ("/root/.bun/bin/bun", "bun install", ""),
        ("/usr/bin/bun", "bun x.ts", "/srv/x.ts"),
        ("/usr/bin/deno", "deno run --allow-net -c d.json x.ts", "/srv/x.ts"),
        ("/usr/bin/deno", "deno run -A https://example.com/x.ts", "https://example.com/x.ts"),
        ("/usr/bin/deno", "deno eval 'x()'", "(inline)"),
        ("/usr/bin/perl", "perl -w -I lib x.pl", "/srv/x.pl"),
        ("/usr/bin/perl5.34.0", "perl -MSocket -lane 'x'", "(inline)"),
        ("/usr/bin/perl", "perl -i.bak -pe s/a/b/ f", "(inline)"),
        ("/usr/bin/ruby2.7", "ruby -rjson -I lib x.rb", "/srv/x.rb"),
        ("/usr/bin/ruby", "ruby -ne 'puts $_'", "(inline)"),
        ("/opt/puppetlabs/puppet/bin/ruby", "/opt/puppetlabs/puppet/bin/ruby /opt/puppetlabs/puppet/bin/facter", "/opt/puppetlabs/puppet/bin/facter"),
        ("/usr/bin/php8.2", "php -d memory_limit=1G artisan queue:work", "/srv/artisan"),
        ("/usr/bin/php", "php -r 'x();'", "(inline)"),
        ("/usr/bin/php", "php -f x.php", "/srv/x.php"),
        ("/usr/bin/php", "php -S 0.0.0.0:80 router.php", "/srv/router.php"),
        ("/bin/bash", "/bin/bash /etc/update-motd.d/30-banner", "/etc/update-motd.d/30-banner"),
        ("/bin/bash", "-bash", ""),
        ("/usr/bin/bash", "bash -x -e run.sh", "/srv/run.sh"),
        ("/usr/bin/bash", "bash -lc 'cat x'", "(inline)"),
        ("/usr/bin/bash", "bash -o pipefail -c 'cat x'", "(inline)"),
        ("/usr/bin/bash", "bash --rcfile x run.sh", "/srv/run.sh"),
        ("/usr/bin/bash", "bash +x run.sh", "/srv/run.sh"),
        ("/usr/bin/dash", "sh ./run.sh -c", "/srv/run.sh"),
        ("/usr/bin/dash", "sh -s", ""),
        ("/usr/bin/zsh", "zsh '/my dir/run.sh'", "/my dir/run.sh"),
        ("/bin/sh", "sh /proc/self/root/var/run/x.sh", "/run/x.sh"),
        ("/usr/bin/fish", "fish --command=ls", "(inline)"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell -NoP -ep Bypass -File x.ps1", r"C:\srv\x.ps1"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell -nop -w hidden -enc SQBFAFgA", "(inline)"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell -e SQBFAFgA", "(inline)"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell.exe \u{2013}EncodedCommand SQBFAFgA", "(inline)"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell /Com Get-Process", "(inline)"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell Get-Process", "(inline)"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", r"powershell -ExecutionPolicy Bypass .\x.ps1", r"C:\srv\x.ps1"),
        (r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe", "powershell -NoExit", ""),
        ("/usr/bin/pwsh-preview", "pwsh -NoProfile -f /x.ps1", "/x.ps1"),
        ("/opt/microsoft/powershell/7/pwsh", "pwsh x.ps1", "/srv/x.ps1"),
        (r"C:\Windows\System32\cmd.exe", r"cmd /c dir", "(inline)"),
        (r"C:\Windows\System32\cmd.exe", r"cmd /d /s /C run.bat a", r"C:\srv\run.bat"),
        (r"C:\Windows\System32\cmd.exe", r#"cmd.exe /c ""C:\My Files\run.cmd" a""#, r"C:\My Files\run.cmd"),
        (r"C:\Windows\System32\cmd.exe", r"C:\Windows\System32\cmd.exe /cdir", "(inline)"),
        (r"C:\Windows\System32\cmd.exe", r"cmd.exe /c C:\a\tool.exe run.bat", "(inline)"),
        (r"C:\Windows\System32\cmd.exe", r#"cmd.exe /c "run.bat a b""#, r"C:\srv\run.bat"),
        (r"C:\Windows\System32\cmd.exe", r"cmd.exe /c type run.bat", "(inline)"),
        (r"C:\Windows\System32\cmd.exe", "cmd.exe", ""),
        (r"C:\Windows\System32\wscript.exe", r#"wscript //B //E:jscript "x y.js" a"#, r"C:\srv\x y.js"),
        (r"C:\Windows\System32\cscript.exe", r"cscript.exe C:\x.vbs //nologo", r"C:\x.vbs"),
        ("/usr/bin/java", "java -Xmx1g -Dx=y -jar /usr/share/java/jenkins.war --httpPort=8080", "/usr/share/java/jenkins.war"),
        ("/usr/bin/java", "java -cp a.jar:b.jar com.example.Main x", "com.example.Main"),
        ("/usr/bin/java", "java --module-path m -m com.example/com.example.Main", "-m com.example/com.example.Main"),
        ("/usr/bin/java", "java @args Main.java", "/srv/Main.java"),
        ("/usr/bin/osascript", "osascript -l JavaScript x.scpt", "/srv/x.scpt"),
        ("/usr/bin/osascript", "osascript -e 'tell app'", "(inline)"),
        ("/usr/bin/awk", "awk -F : '{print}' x", "(inline)"),
        ("/usr/bin/gawk", "gawk -f x.awk y", "/srv/x.awk"),
        ("/usr/bin/dotnet", "dotnet app.dll", "/srv/app.dll"),
        ("/usr/bin/dotnet", "dotnet build", ""),
        ("/usr/bin/env", "env python3 x.py", "/srv/x.py"),
        ("/usr/bin/env", "env -i -u X A=1 B=2 bash -c x", "(inline)"),
        ("/usr/bin/env", "/usr/bin/env -S python3 -u x.py", "/srv/x.py"),
        ("/usr/bin/env", "/usr/bin/env -S 'A=1 python3 -u' x.py", "/srv/x.py"),
        ("/usr/bin/env", "env cat x", ""),
        ("/bin/busybox", "busybox wget http://h", "wget"),
        ("/bin/busybox", "busybox sh x.sh", "/srv/x.sh"),
        ("/bin/busybox", "sh -c x", "(inline)"),
        ("/bin/busybox", "cat /x", "cat"),
        ("/bin/busybox", "busybox env busybox sh x.sh", "/srv/x.sh"),
        ("/bin/busybox", "-sh", "sh"),
        ("/usr/bin/sudo", "sudo python3 x.py", ""),
        ("/usr/bin/python3", "python3 $'\\x78.py'", "/srv/x.py"),
    ];
    assert!(cases.len() >= 60, "{}", cases.len());
    for (image, line, expected) in cases {
        let directory = if image.starts_with('/') { "/srv" } else { r"C:\srv" };
        let expected = Some(*expected).filter(|expected| !expected.is_empty());
        assert_eq!(script(image, line, Some(directory)).as_deref(), expected, "{image}: {line}");
    }
}

#[test]
fn places_that_cannot_be_known_are_left_out() {
    assert_eq!(script("/bin/sh", "sh ../x.sh", None), None);
    assert_eq!(script("/bin/sh", "sh x.sh", None).as_deref(), Some("x.sh"));
    assert_eq!(script("python3", "python3 /x.py", None).as_deref(), Some("/x.py"));
    assert_eq!(actor("", "python3 /x.py", None), None);
}

#[test]
fn an_actor_is_written_as_image_and_script() {
    let written = |image, line| actor(image, line, Some("/srv")).map(|actor| actor.to_string());
    assert_eq!(written("/bin/cat", "cat x").as_deref(), Some("/usr/bin/cat"));
    assert_eq!(written("/bin/sh", "sh -c x").as_deref(), Some("/usr/bin/sh (inline)"));
    assert_eq!(
        written("/usr/bin/python3 (deleted)", "python3 x").as_deref(),
        Some("/usr/bin/python3 /srv/x")
    );
}

#[test]
fn a_chain_goes_from_parent_to_child() {
    assert_eq!(chain(&[]), "");
    assert_eq!(chain(&["/usr/sbin/sshd", "", "/bin/bash"]), "/usr/sbin/sshd > ? > /usr/bin/bash");
    assert_eq!(
        chain(&[r"\Device\HarddiskVolume2\Windows\explorer.exe", r"c:\windows\System32\cmd.exe"]),
        r"C:\Windows\explorer.exe > C:\windows\System32\cmd.exe"
    );
}

proptest! {
    #[test]
    fn any_command_line_is_read(
        image in "(/bin/|C:\\\\)(python3|bash|cmd.exe|powershell|java|env|busybox|perl)",
        line in r#"([a-z/\\"'=$é -]|--|-c|-S|/c|env|busybox sh|–e){0,30}"#,
    ) {
        if let Some(actor) = actor(&image, &line, Some("/srv")) {
            prop_assert!(actor.image.len() <= image.len() + 8);
        }
    }
}

#[test]
fn long_command_lines_end() {
    for piece in ["env ", "busybox ", "-S env ", "-x ", "a=b ", "--x=", "é", "-"] {
        for image in ["/usr/bin/env", "/bin/busybox", "/usr/bin/perl", "/usr/bin/pwsh"] {
            script(image, &piece.repeat(200_000 / piece.len()), None);
        }
    }
}
