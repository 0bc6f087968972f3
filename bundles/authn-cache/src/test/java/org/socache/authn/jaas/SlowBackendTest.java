// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.jaas;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.security.auth.Subject;
import javax.security.auth.login.LoginException;
import javax.sql.DataSource;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.modules.jdbc.JDBCLoginModule;
import org.apache.karaf.jaas.modules.ldap.LDAPLoginModule;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.socache.authn.cache.Counters.Event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A real directory and a real database that need 50 ms for every question, behind Karaf's own login modules. */
class SlowBackendTest {

    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int LOGINS = 200;

    @Test
    void ldap_twoHundredLogins_bindOnce() throws Exception {
        SlowBinds binds = new SlowBinds();
        InMemoryDirectoryServer directory = directory(binds);
        try {
            JaasNode node = new JaasNode("LDAPLoginModule")
                    .realm(JaasNode.realm("ldap", LDAPLoginModule.class, ldapOptions(directory.getListenPort())));

            loginAtOnce(node, "ldap");

            assertThat(binds.ofAlice.get()).isEqualTo(1);
            assertThat(node.node.count(Event.BACKEND_CALL)).isEqualTo(1);
            assertThatThrownBy(() -> node.login("ldap", "alice", "wrong")).isInstanceOf(LoginException.class);
            assertThat(node.node.count(Event.BACKEND_DENIED)).isEqualTo(1);
        } finally {
            directory.shutDown(true);
        }
    }

    @Test
    void ldap_directoryDown_servesTheCachedUserAndIsAFailureForOthers() throws Exception {
        InMemoryDirectoryServer directory = directory(new SlowBinds());
        JaasNode node = new JaasNode("LDAPLoginModule")
                .realm(JaasNode.realm("ldap", LDAPLoginModule.class, ldapOptions(directory.getListenPort())));
        node.login("ldap", "alice", "secret");

        directory.shutDown(true);

        node.login("ldap", "alice", "secret");
        assertThatThrownBy(() -> node.login("ldap", "bob", "secret"))
                .isInstanceOf(LoginException.class)
                .hasMessageStartingWith("Can't connect to the LDAP server");
        assertThat(node.node.count(Event.BACKEND_FAILED)).isEqualTo(1);
    }

    @Test
    void jdbc_twoHundredLogins_askTheDatabaseOnce() throws Exception {
        SlowDatabase database = new SlowDatabase("logins");
        JaasNode.offer(database);
        JaasNode node = new JaasNode("JDBCLoginModule")
                .realm(JaasNode.realm(
                        "jdbc", JDBCLoginModule.class, Map.of("datasource", "osgi:javax.sql.DataSource/(name=x)")));

        loginAtOnce(node, "jdbc");

        assertThat(node.node.count(Event.BACKEND_CALL)).isEqualTo(1);
        assertThat(database.connections.get()).isEqualTo(1);
        assertThatThrownBy(() -> node.login("jdbc", "alice", "wrong")).isInstanceOf(LoginException.class);
        assertThat(node.node.count(Event.BACKEND_DENIED)).isEqualTo(1);
    }

    private static void loginAtOnce(JaasNode node, String realm) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Subject>> logins = IntStream.range(0, LOGINS)
                    .mapToObj(i -> threads.submit(
                            () -> node.login(realm, "alice", "secret").getSubject()))
                    .toList();
            for (Future<Subject> login : logins) {
                assertThat(login.get().getPrincipals(RolePrincipal.class)).contains(new RolePrincipal("admin"));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static InMemoryDirectoryServer directory(SlowBinds binds) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("loopback", InetAddress.getLoopbackAddress(), 0, null));
        config.addInMemoryOperationInterceptor(binds);
        InMemoryDirectoryServer directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example", "objectClass: domain", "dc: example");
        directory.add(
                "dn: uid=alice,dc=example",
                "objectClass: inetOrgPerson",
                "uid: alice",
                "cn: Alice",
                "sn: A",
                "userPassword: secret");
        directory.add(
                "dn: cn=admin,dc=example", "objectClass: groupOfNames", "cn: admin", "member: uid=alice,dc=example");
        directory.startListening();
        return directory;
    }

    private static Map<String, String> ldapOptions(int port) {
        return Map.of(
                "connection.url", "ldap://127.0.0.1:" + port,
                "user.base.dn", "dc=example",
                "user.filter", "(uid=%u)",
                "user.search.subtree", "true",
                "role.base.dn", "dc=example",
                "role.filter", "(member=uid=%u,dc=example)",
                "role.name.attribute", "cn",
                "role.search.subtree", "true",
                "authentication", "simple");
    }

    private static final class SlowBinds extends InMemoryOperationInterceptor {

        private final AtomicInteger ofAlice = new AtomicInteger();

        @Override
        public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest bind) throws LDAPException {
            if (bind.getRequest().getBindDN().startsWith("uid=alice")) {
                ofAlice.incrementAndGet();
                LockSupport.parkNanos(DELAY);
            }
        }
    }

    /** H2, with a slow way to it. */
    private static final class SlowDatabase implements DataSource {

        private final JdbcDataSource h2 = new JdbcDataSource();
        private final AtomicInteger connections = new AtomicInteger();

        SlowDatabase(String name) throws SQLException {
            h2.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
            try (Connection connection = h2.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE USERS (USERNAME VARCHAR PRIMARY KEY, PASSWORD VARCHAR)");
                statement.execute("CREATE TABLE ROLES (USERNAME VARCHAR, ROLE VARCHAR)");
                statement.execute("INSERT INTO USERS VALUES ('alice', 'secret')");
                statement.execute("INSERT INTO ROLES VALUES ('alice', 'admin')");
            }
        }

        @Override
        public Connection getConnection() throws SQLException {
            connections.incrementAndGet();
            LockSupport.parkNanos(DELAY);
            return h2.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return getConnection();
        }

        @Override
        public PrintWriter getLogWriter() {
            return null;
        }

        @Override
        public void setLogWriter(PrintWriter out) {}

        @Override
        public void setLoginTimeout(int seconds) {}

        @Override
        public int getLoginTimeout() {
            return 0;
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            throw new SQLFeatureNotSupportedException();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            throw new SQLException("nothing to unwrap");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            return false;
        }
    }
}
