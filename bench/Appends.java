import org.netfilter4j.linux.Netfilter;
import org.netfilter4j.model.Mode;
import org.netfilter4j.model.TableName;
import org.netfilter4j.rules.Rules;

/**
 * So many single appends through the Java API, each a transaction; prints seconds. For
 * bench/kernel.
 */
public class Appends {
  public static void main(String[] words) {
    Mode mode = Mode.valueOf(words[0]);
    int count = Integer.parseInt(words[1]);
    try (Netfilter netfilter = Netfilter.kernel(mode)) {
      long start = System.nanoTime();
      for (int i = 0; i < count; i++) {
        String source = "10." + (i >>> 16) + "." + (i >>> 8 & 255) + "." + (i & 255);
        netfilter.append(
            TableName.FILTER,
            "INPUT",
            Rules.parse("-s " + source + " -p tcp --dport 80 -j ACCEPT"));
      }
      System.out.printf("%.3f%n", (System.nanoTime() - start) / 1e9);
    }
  }
}
