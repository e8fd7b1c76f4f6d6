import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Reads "options TAB pattern TAB text", the last two in hexadecimal UTF-8, and
 * prints 1 (matches), 0, or E and the reason of the refusal. Options: i ignores
 * case, a in ASCII only, f wants the whole text to match.
 */
public class RegexVerdicts {
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.println(Runtime.version().feature());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] cells = line.split("\t", -1);
            out.println(verdict(cells[0], text(cells[1]), text(cells[2])));
        }
        out.flush();
    }

    static String verdict(String options, String pattern, String text) {
        int flags = Pattern.DOTALL;
        flags |= options.contains("i") ? Pattern.CASE_INSENSITIVE : 0;
        flags |= options.contains("a") ? 0 : Pattern.UNICODE_CASE;
        try {
            Matcher matcher = Pattern.compile(pattern, flags).matcher(text);
            return (options.contains("f") ? matcher.matches() : matcher.find()) ? "1" : "0";
        } catch (PatternSyntaxException e) {
            return "E " + e.getDescription().replace('\n', ' ');
        } catch (RuntimeException | StackOverflowError e) {
            return "E " + e;
        }
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
}
