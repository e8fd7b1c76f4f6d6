import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.Date;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Reads "zone TAB milliseconds TAB pattern", the pattern in hexadecimal UTF-8, and
 * prints = and the formatted text in hexadecimal, or E and the reason of the refusal.
 */
public class DateFormats {
    public static void main(String[] arguments) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.println(Runtime.version().feature());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] cells = line.split("\t", -1);
            out.println(format(cells[0], Long.parseLong(cells[1]), cells[2]));
        }
        out.flush();
    }

    static String format(String zone, long millis, String hex) {
        String pattern = new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
        try {
            var format = new SimpleDateFormat(pattern, Locale.US);
            format.setTimeZone(TimeZone.getTimeZone(zone));
            byte[] text = format.format(new Date(millis)).getBytes(StandardCharsets.UTF_8);
            return "=" + HexFormat.of().formatHex(text);
        } catch (IllegalArgumentException e) {
            return "E " + e.getMessage();
        }
    }
}
