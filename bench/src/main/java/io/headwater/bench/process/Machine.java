package io.headwater.bench.process;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.pekko.Version;

/** What a run ran on: it belongs to every figure. */
final class Machine {

  private static final long MEGABYTE = 1024L * 1024;

  private Machine() {}

  /** Cores, memory, versions and the JVM's options. */
  static Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("cores", Runtime.getRuntime().availableProcessors());
    facts.put("memoryMb", system().getTotalMemorySize() / MEGABYTE);
    facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "java", System.getProperty("java.vendor.version", System.getProperty("java.version")));
    facts.put(
        "jvmOptions", String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
    facts.put("maxHeapMb", Runtime.getRuntime().maxMemory() / MEGABYTE);
    facts.put(
        "gc",
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", ")));
    facts.put("brokerJvmOptions", String.join(" ", BrokerProcess.OPTIONS));
    facts.put("pekko", Version.current());
    facts.put("kafka", AppInfoParser.getVersion());
    return facts;
  }

  /** The processor time of this process so far, in nanoseconds. */
  static long processorNanos() {
    return system().getProcessCpuTime();
  }

  /** The bytes that all threads of this process have allocated so far, ended threads included. */
  static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
  }

  private static OperatingSystemMXBean system() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  }
}
