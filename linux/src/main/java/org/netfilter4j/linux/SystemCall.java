package org.netfilter4j.linux;

/** A system call, with its number on x86_64 and in the table of newer architectures. */
enum SystemCall {
  SOCKET(41, 198),
  BIND(49, 200),
  GETSOCKNAME(51, 204),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  CLOSE(3, 57),
  OPENAT(257, 56),
  FLOCK(73, 32),
  FCHMOD(91, 52),
  SETNS(308, 268),
  UNSHARE(272, 97),
  PPOLL(271, 73),
  CAPGET(125, 90),
  IOCTL(16, 29),
  READ(0, 63),
  WRITE(1, 64),
  SETSID(112, 157),
  FCHDIR(81, 50),
  UMASK(95, 166),
  DUP3(292, 24),
  MKNODAT(259, 33),
  PIDFD_OPEN(434, 434),
  PIDFD_GETFD(438, 438),
  RT_SIGACTION(13, 134);

  private final int x86;
  private final int generic;

  SystemCall(int x86, int generic) {
    this.x86 = x86;
    this.generic = generic;
  }

  /** The number on this machine. */
  long number() {
    return Architecture.X86 ? x86 : generic;
  }

  /** What machine this is; asked once. */
  private static final class Architecture {
    static final boolean X86;

    static {
      String name = System.getProperty("os.arch", "");
      String system = System.getProperty("os.name", "");
      X86 = name.equals("amd64") || name.equals("x86_64");
      if (!system.equals("Linux") || !(X86 || name.equals("aarch64") || name.equals("riscv64"))) {
        throw new KernelException(
            "the kernel can be driven on Linux (x86_64, aarch64, riscv64) only, this is "
                + system
                + " on "
                + name);
      }
    }
  }
}
