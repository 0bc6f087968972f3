// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.support;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CurrentFleetTest {

    private final List<Server> servers = new ArrayList<>();
    private final Deque<Runnable> background = new ArrayDeque<>();
    private final CurrentFleet<String, Server> current =
            new CurrentFleet<>(() -> this.settings, this::connect, background::add);
    private String settings = "first";

    @Test
    void get_sameSettings_connectsOnce() {
        Fleet<Server> fleet = current.get();

        assertThat(current.get()).isSameAs(fleet).isNotNull();
        assertThat(servers).hasSize(1);
    }

    @Test
    void get_otherSettings_connectsWithThose() {
        Fleet<Server> before = current.get();
        settings = "second";

        assertThat(current.get()).isNotSameAs(before).isSameAs(current.get());
        assertThat(servers).extracting(server -> server.settings).containsExactly("first", "second");
    }

    @Test
    void get_otherSettings_theServersBeforeAreClosedWithoutTheCaller() {
        current.get();
        settings = "second";

        current.get();

        assertThat(servers).noneMatch(server -> server.closed);
        background.forEach(Runnable::run);
        assertThat(servers).extracting(server -> server.closed).containsExactly(true, false);
    }

    @Test
    void close_inUse_closesTheServersAndThereIsNoFleetAnyMore() {
        current.get();

        current.close();
        settings = "second";

        assertThat(current.get()).isNull();
        assertThat(servers).singleElement().matches(server -> server.closed);
    }

    @Test
    void close_whoeverIsInside_seesThatThereIsNoFleet() {
        current.get();
        servers.get(0).whenClosed = () -> assertThat(current.get()).isNull();

        current.close();

        assertThat(servers.get(0).closed).isTrue();
    }

    @Test
    void close_neverUsedOrTwice_connectsNowhere() {
        current.close();
        current.close();

        assertThat(current.get()).isNull();
        assertThat(servers).isEmpty();
    }

    private Fleet<Server> connect(String settings) {
        Server server = new Server(settings);
        servers.add(server);
        return new Fleet<>("test", Map.of("a:1", server));
    }

    private static final class Server implements Remote {

        private final String settings;
        private boolean closed;
        private Runnable whenClosed = () -> {};

        Server(String settings) {
            this.settings = settings;
        }

        @Override
        public void ping() {
            // is always there
        }

        @Override
        public void delete(Collection<String> keys) {
            // holds nothing
        }

        @Override
        public void close() {
            whenClosed.run();
            closed = true;
        }
    }
}
