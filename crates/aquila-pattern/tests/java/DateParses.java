import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.text.SimpleDateFormat;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.Locale;
import java.util.TimeZone;

/**
 * Reads "zone TAB now TAB pattern TAB text", the last two in hexadecimal UTF-8, and
 * prints = and the milliseconds that the text means at that time, - if it means none,
 * or E and the reason of the refusal.
 */
public class DateParses {
    public static void main(String[] arguments) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        out.println(Runtime.version().feature());
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] cells = line.split("\t", -1);
            out.println(parse(cells[0], Long.parseLong(cells[1]), text(cells[2]), text(cells[3])));
        }
        out.flush();
    }

    static String parse(String zone, long now, String pattern, String text) {
        try {
            var start = new GregorianCalendar(TimeZone.getTimeZone(zone), Locale.US);
            start.setTimeInMillis(now);
            start.add(GregorianCalendar.YEAR, -80);
            var format = new SimpleDateFormat(pattern, Locale.US);
            format.setTimeZone(TimeZone.getTimeZone(zone));
            format.set2DigitYearStart(start.getTime());
            return "=" + format.parse(text).getTime();
        } catch (ParseException e) {
            return "-";
        } catch (IllegalArgumentException e) {
            return "E " + e.getMessage();
        }
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
}
