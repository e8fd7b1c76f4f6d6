import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads lines as RegexVerdicts does, with the option l for dots that stop at the ends
 * of lines, and prints the ranges of all groups in UTF-16
 * units, "0-3 1-2 -", with that of the group named n at last if there is one; 0 if
 * nothing matches, or E and the reason of the refusal.
 */
public class RegexGroups {
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.println(Runtime.version().feature());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] cells = line.split("\t", -1);
            out.println(groups(cells[0], text(cells[1]), text(cells[2])));
        }
        out.flush();
    }

    static String groups(String options, String pattern, String text) {
        int flags = options.contains("l") ? 0 : Pattern.DOTALL;
        flags |= options.contains("i") ? Pattern.CASE_INSENSITIVE : 0;
        flags |= options.contains("a") ? 0 : Pattern.UNICODE_CASE;
        try {
            Matcher matcher = Pattern.compile(pattern, flags).matcher(text);
            if (!(options.contains("f") ? matcher.matches() : matcher.find())) {
                return "0";
            }
            var ranges = new StringBuilder();
            for (int group = 0; group <= matcher.groupCount(); group++) {
                ranges.append(range(matcher.start(group), matcher.end(group)));
            }
            try {
                ranges.append(range(matcher.start("n"), matcher.end("n")));
            } catch (IllegalArgumentException e) {
                // There is no such group.
            }
            return ranges.toString().trim();
        } catch (PatternSyntaxException e) {
            return "E " + e.getDescription().replace('\n', ' ');
        } catch (RuntimeException | StackOverflowError e) {
            return "E " + e;
        }
    }

    static String range(int start, int end) {
        return start < 0 ? "- " : start + "-" + end + " ";
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
}
