package io.headwater.app.wiring;

import com.typesafe.config.Config;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;

/**
 * Where this node is, and the nodes that one asks to be let in, as Pekko reads them.
 *
 * @param own this node; its port is 0 when it takes any
 * @param seeds the seed nodes, in their order
 */
record SeedNodes(Address own, List<Address> seeds) {

  static final String KEY = "pekko.cluster.seed-nodes";

  private static final String HOST = "pekko.remote.artery.canonical.hostname";
  private static final String PORT = "pekko.remote.artery.canonical.port";

  SeedNodes {
    seeds = List.copyOf(seeds);
  }

  /** Reads them from the actor system's configuration. */
  static SeedNodes of(Config config) {
    return new SeedNodes(
        new Address(
            "pekko", HeadwaterNode.SYSTEM, host(config.getString(HOST)), config.getInt(PORT)),
        config.getStringList(KEY).stream().map(AddressFromURIString::parse).toList());
  }

  /** Whether this is the node that begins a cluster when there is none. */
  boolean isFirst() {
    return !seeds.isEmpty() && seeds.getFirst().equals(own);
  }

  /** Whether this node is on a machine's inside, where a seed node is not. */
  boolean isCutOff() {
    return isLoopback(own) && !seeds.stream().allMatch(SeedNodes::isLoopback);
  }

  private static boolean isLoopback(Address node) {
    String host = node.getHost().orElse("");
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** A host as Pekko writes it: an IPv6 address in brackets, and its two placeholders replaced. */
  private static String host(String configured) {
    try {
      return switch (configured) {
        case "<getHostAddress>" -> InetAddress.getLocalHost().getHostAddress();
        case "<getHostName>" -> InetAddress.getLocalHost().getHostName();
        default ->
            configured.contains(":") && !configured.startsWith("[")
                ? "[" + configured + "]"
                : configured;
      };
    } catch (UnknownHostException e) {
      throw new StartException(
          "this machine does not know its own name, which %s = %s asks for; mend: set headwater.cluster.host to a name or address"
              .formatted(HOST, configured));
    }
  }
}
