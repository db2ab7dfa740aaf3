package org.netfilter4j.agent;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * What is done on a signal: sun.misc.Signal of the module jdk.unsupported, the only way that the
 * JDK has. It is called by reflection, for javac warns of each mention and lets nobody silence it.
 */
final class Signals {
  private Signals() {}

  /**
   * Has something done on a signal, on a thread of the JVM's.
   *
   * @param name without SIG
   * @return false where this JVM can't: the module is not there, or the signal is the JVM's own
   */
  // A proxy is the same as another only where it is that one.
  @SuppressWarnings("ReferenceEquality")
  static boolean on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> arguments[0] == self;
                    default -> "on SIG" + name;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      return false;
    }
  }
}
