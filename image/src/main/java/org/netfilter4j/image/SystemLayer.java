package org.netfilter4j.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime needs of an operating system, taken from one: the loader, the libraries that are
 * named in ELF headers, a shell for the launcher, and the files of names.
 */
public final class SystemLayer {
  private static final List<String> SHELLS =
      List.of("/bin/dash", "/usr/bin/dash", "/bin/busybox", "/usr/bin/busybox", "/bin/sh");

  /** The GNU library opens these by name when a host is looked up; from 2.34 on they are empty. */
  private static final List<String> LOOKUP =
      List.of("libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

  /** musl's loader takes these for itself, whatever their version, and looks for no file. */
  private static final Set<String> INSIDE_MUSL =
      Set.of("libc", "libpthread", "librt", "libm", "libdl", "libutil", "libxnet");

  /**
   * Words and file names are bytes to the kernel; the JVM takes them for UTF-8 in this locale, of
   * which setlocale(3) wants all parts. musl has it without a file.
   */
  private static final String LOCALE = "/usr/lib/locale/C.utf8/";

  private static final List<String> LOCALE_PARTS =
      List.of(
          "LC_ADDRESS",
          "LC_COLLATE",
          "LC_CTYPE",
          "LC_IDENTIFICATION",
          "LC_MEASUREMENT",
          "LC_MESSAGES/SYS_LC_MESSAGES",
          "LC_MONETARY",
          "LC_NAME",
          "LC_NUMERIC",
          "LC_PAPER",
          "LC_TELEPHONE",
          "LC_TIME");

  /** Packages of Debian whose files are taken, if they are; their licences come along. */
  private static final List<String> LICENCES =
      List.of("libc6", "musl", "dash", "busybox-static", "busybox", "netbase");

  private static final Map<String, String> OWN_FILES =
      Map.of(
          "etc/passwd",
          "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
          "etc/group",
          "root:x:0:\nnogroup:x:65534:\n",
          "etc/nsswitch.conf",
          "hosts: files dns\npasswd: files\ngroup: files\nprotocols: files\nservices: files\n");

  private final Sysroot sysroot;
  private final Jdk jdk;
  private final Path out;

  /** By path in the image, the file that it is a copy of. */
  private final Map<String, Path> taken = new TreeMap<>();

  /**
   * A layer.
   *
   * @param sysroot the root of the system that files are taken from
   * @param jdk whose libc and processor they must be of
   * @param out the folder to fill
   */
  public SystemLayer(Path sysroot, Jdk jdk, Path out) {
    this.sysroot = new Sysroot(sysroot.toAbsolutePath().normalize());
    this.jdk = jdk;
    this.out = out;
  }

  /**
   * Fills the folder.
   *
   * @param runtime the folder of the runtime whose needs are met
   * @return by path in the image, the file that it is a copy of
   * @throws ImageException where something that is needed is not there
   */
  public Map<String, Path> write(Path runtime) throws IOException {
    Path shell = shell();
    taken.put("/bin/sh", shell);
    loader();
    Set<String> within = new HashSet<>();
    List<Path> programs = new ArrayList<>();
    for (Path file : Folder.files(runtime)) {
      within.add(file.getFileName().toString());
      if (ElfFile.isElf(file)) {
        programs.add(file);
      }
    }
    programs.add(shell);
    libraries(programs, within);
    List<String> files = new ArrayList<>(List.of("/etc/protocols", "/etc/services"));
    if (jdk.libc() == Libc.GNU) {
      for (String part : LOCALE_PARTS) {
        files.add(LOCALE + part);
      }
    }
    for (String file : files) {
      Path found = sysroot.find(file);
      if (found != null) {
        taken.put(file, found);
      }
    }
    for (String each : LICENCES) {
      Path found = sysroot.find("/usr/share/doc/" + each + "/copyright");
      if (found != null && isPart(each, shell)) {
        taken.put("/usr/share/doc/" + each + "/copyright", found);
      }
    }
    write();
    return taken;
  }

  /** Whether something of a package is in the layer. */
  private boolean isPart(String name, Path shell) {
    return switch (name) {
      case "libc6" -> jdk.libc() == Libc.GNU;
      case "musl" -> jdk.libc() == Libc.MUSL;
      case "netbase" -> taken.containsKey("/etc/services");
      default -> name.startsWith(shell.getFileName().toString());
    };
  }

  private void write() throws IOException {
    for (Map.Entry<String, Path> each : taken.entrySet()) {
      Path target = out.resolve(each.getKey().substring(1));
      Files.createDirectories(target.getParent());
      Files.copy(each.getValue(), target, StandardCopyOption.REPLACE_EXISTING);
    }
    for (Map.Entry<String, String> each : OWN_FILES.entrySet()) {
      Path target = out.resolve(each.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, each.getValue(), StandardCharsets.UTF_8);
    }
    // Where a container's engine, or a chroot, mounts something: a read-only root can't grow them.
    for (String folder : List.of("dev", "proc", "run", "sys", "tmp", "etc/nf4j/rules")) {
      Files.createDirectories(out.resolve(folder));
    }
  }

  private Path shell() throws IOException {
    List<String> refused = new ArrayList<>();
    for (String each : SHELLS) {
      Path found = sysroot.find(each);
      if (found == null || !ElfFile.isElf(found)) {
        continue;
      }
      ElfFile elf = ElfFile.read(found);
      String interpreter = elf.interpreter();
      if (elf.machine() == jdk.machine()
          && (interpreter == null || Libc.ofInterpreter(interpreter) == jdk.libc())) {
        return found;
      }
      refused.add(found.toString());
    }
    throw new ImageException(
        "no shell for "
            + jdk.libc().word()
            + " in "
            + sysroot.root()
            + (refused.isEmpty() ? "" : ": of another libc or processor are " + refused)
            + "; a static busybox fits any");
  }

  private void loader() throws IOException {
    Path found = sysroot.find(jdk.interpreter());
    if (found == null) {
      throw new ImageException(
          sysroot.root()
              + " has no "
              + jdk.interpreter()
              + ", the loader of "
              + jdk.libc().word()
              + " that the JDK in "
              + jdk.home()
              + " asks for");
    }
    taken.put(jdk.interpreter(), found);
  }

  private void libraries(List<Path> programs, Set<String> within) throws IOException {
    String loader = jdk.interpreter().substring(jdk.interpreter().lastIndexOf('/') + 1);
    Set<String> seen = new HashSet<>(within);
    seen.add(loader);
    Deque<Path> left = new ArrayDeque<>(programs);
    if (jdk.libc() == Libc.GNU) {
      for (String name : LOOKUP) {
        add(name, seen, left);
      }
    }
    while (!left.isEmpty()) {
      Path program = left.removeFirst();
      for (String name : ElfFile.read(program).needed()) {
        String stem = name.substring(0, Math.max(name.indexOf('.'), 0));
        if (jdk.libc() == Libc.MUSL && INSIDE_MUSL.contains(stem)) {
          continue;
        }
        if (!seen.contains(name) && !add(name, seen, left)) {
          throw new ImageException(
              program + " needs " + name + ", which is not in " + sysroot.root());
        }
      }
    }
  }

  /** Takes a library and notes what it needs in turn; false where it is not there. */
  private boolean add(String name, Set<String> seen, Deque<Path> left) throws IOException {
    for (String folder : folders()) {
      Path found = sysroot.find(folder + "/" + name);
      if (found != null && ElfFile.isElf(found) && ElfFile.read(found).machine() == jdk.machine()) {
        seen.add(name);
        left.add(found);
        taken.put(folder + "/" + name, found);
        return true;
      }
    }
    return false;
  }

  /** Where the loader looks, which is compiled into it; Debian's loader looks in its own first. */
  private List<String> folders() {
    List<String> folders = new ArrayList<>();
    String processor = processor();
    if (processor != null) {
      String triplet = processor + "-linux-" + jdk.libc().word();
      folders.add("/lib/" + triplet);
      folders.add("/usr/lib/" + triplet);
    }
    if (jdk.libc() == Libc.GNU) {
      folders.addAll(List.of("/lib64", "/usr/lib64"));
    }
    folders.addAll(List.of("/lib", "/usr/lib"));
    return folders;
  }

  private @Nullable String processor() {
    return switch (jdk.machine()) {
      case 62 -> "x86_64";
      case 183 -> "aarch64";
      case 243 -> "riscv64";
      default -> null;
    };
  }
}
