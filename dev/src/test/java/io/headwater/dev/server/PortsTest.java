package io.headwater.dev.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void takesThePreferredPortWhenItIsFree() {
    int free = Ports.free();

    assertThat(Ports.preferred(free)).isEqualTo(new Ports.Choice(free, false));
  }

  @Test
  void shiftsWhenThePreferredPortIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
      Ports.Choice choice = Ports.preferred(taken.getLocalPort());

      assertThat(choice.shifted()).isTrue();
      assertThat(choice.port()).isGreaterThan(taken.getLocalPort());
      assertThat(Ports.isFree(taken.getLocalPort())).isFalse();
    }
  }

  @Test
  void findsDifferentFreePorts() {
    assertThat(Ports.free(20)).doesNotHaveDuplicates();
  }
}
