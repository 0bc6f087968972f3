// SPDX-License-Identifier: Apache-2.0
package org.socache.shell;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.socache.api.CacheSpecification;
import org.socache.api.CacheState;
import org.socache.api.admin.CacheAdmin;
import org.socache.api.admin.ManagedCache;
import org.socache.api.admin.ManagedProvider;
import org.socache.api.admin.Switch;
import org.socache.tck.FixedCache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code socache:switch} on a cache whose switch has ended, well or not. */
class SwitchCommandTest {

    private static final CacheSpecification BEFORE = new CacheSpecification("shmcb", "data/http.cache");

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private String problem = "";

    private void run(String specification, boolean json) throws Exception {
        SwitchCommand command = new SwitchCommand();
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        Session session = (Session) Proxy.newProxyInstance(
                Session.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> out);
        Injected.set(command, "session", session);
        Injected.set(command, "admin", new OneCache());
        Injected.set(command, "name", "http");
        Injected.set(command, "specification", specification);
        Injected.set(command, "json", json);
        command.execute();
    }

    private String printed() {
        return console.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void switch_thatWasUndone_isAnErrorOfTheCommand_forScriptsToo(boolean json) {
        problem = "dbm failed for 10 s";

        assertThatThrownBy(() -> run("dbm:data/http.db", json))
                .isInstanceOf(CommandException.class)
                .hasMessage("http is back on shmcb:data/http.cache; dbm failed for 10 s");
    }

    @Test
    void json_isPrinted_beforeTheErrorIsTold() {
        problem = "dbm failed for 10 s";

        assertThatThrownBy(() -> run("dbm:data/http.db", true)).isInstanceOf(CommandException.class);

        assertThat(printed()).contains("\"problem\":\"dbm failed for 10 s\"");
    }

    @Test
    void switch_thatWentWell_tellsWhatWasMoved() throws Exception {
        run("dbm:data/http.db", false);

        assertThat(printed()).contains("switched from shmcb:data/http.cache to dbm:data/http.db", "moved 3, skipped 1");
    }

    @Test
    void specification_thatIsNone_isAnErrorOfTheCommand() {
        assertThatThrownBy(() -> run(":", false))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("names no provider");
    }

    private final class OneCache implements CacheAdmin {

        @Override
        public List<ManagedCache> caches() {
            return List.of(new FixedCache("http", "cache-socache", BEFORE, CacheState.BOUND, "", null, null) {
                @Override
                public Switch switchTo(CacheSpecification wanted) {
                    return new Ended(wanted);
                }
            });
        }

        @Override
        public Optional<ManagedCache> cache(String name) {
            return caches().stream().filter(cache -> cache.name().equals(name)).findAny();
        }

        @Override
        public List<ManagedProvider> providers() {
            return List.of();
        }
    }

    private final class Ended implements Switch {

        private final CacheSpecification to;

        private Ended(CacheSpecification to) {
            this.to = to;
        }

        @Override
        public CacheSpecification from() {
            return BEFORE;
        }

        @Override
        public CacheSpecification to() {
            return to;
        }

        @Override
        public long moved() {
            return 3;
        }

        @Override
        public long skipped() {
            return 1;
        }

        @Override
        public String problem() {
            return problem;
        }

        @Override
        public boolean isDone() {
            return true;
        }

        @Override
        public boolean await(Duration limit) {
            return true;
        }
    }
}
