// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import javax.security.auth.Subject;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.spi.LoginModule;

import at.favre.lib.crypto.bcrypt.BCrypt;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The ready-made providers on real files and a real database. */
class UsersTest {

    @TempDir
    private Path etc;

    @Test
    void file_ofHtpasswdAndHtdigest_givesTheUsersOwnLineOnly() throws Exception {
        Path file = Files.writeString(etc.resolve("users"), "# users\nalice:hash\njürgen:other\nbob:realm:ha1\n");
        UserFile users = new UserFile(file);

        assertThat(users.passwordHash("alice")).isEqualTo("hash");
        assertThat(users.passwordHash("jürgen")).isEqualTo("other");
        assertThat(users.passwordHash("ali")).isNull();
        assertThat(users.realmHash("bob", "realm")).isEqualTo("ha1");
        assertThat(users.realmHash("bob", "other")).isNull();
        assertThat(users.passwordHash("# users\nalice")).isNull();
    }

    /** It kept everyone out, one who is in the line before it too. */
    @Test
    void file_oneLineInLatin1_standsInNobodysWay() throws Exception {
        Path file = Files.writeString(etc.resolve("users"), "# für alle\nalice:hash\nj\u00fcrgen:other\n", ISO_8859_1);
        UserFile users = new UserFile(file);

        assertThat(users.passwordHash("alice")).isEqualTo("hash");
        assertThat(users.passwordHash("jürgen")).as("names are UTF-8").isNull();
    }

    /** httpd skips such a line too. */
    @Test
    void file_lineCommentedOut_isNobody() throws Exception {
        UserFile users = new UserFile(Files.writeString(etc.resolve("users"), "#alice:hash\n#alice:realm:ha1\n"));

        assertThat(users.passwordHash("#alice")).isNull();
        assertThat(users.realmHash("#alice", "realm")).isNull();
    }

    @Test
    void file_unknownUser_takesAsLongAsAKnownOne() throws Exception {
        String hash = BCrypt.withDefaults().hashToString(9, "secret".toCharArray());
        UserFile users = new UserFile(Files.writeString(etc.resolve("users"), "alice:" + hash + "\n"));
        assertThat(users.checkPassword("alice", "secret".toCharArray())).isTrue();

        long known = nanosOf(users, "alice");
        long unknown = nanosOf(users, "nobody");

        // 10 ms against 0.1 ms, if it were not
        assertThat(unknown).isGreaterThan(known / 4);
    }

    private static long nanosOf(UserFile users, String user) throws Exception {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            users.checkPassword(user, "guess".toCharArray());
            fastest = Math.min(fastest, System.nanoTime() - begin);
        }
        return fastest;
    }

    @Test
    void file_absent_cannotTell() {
        assertThatThrownBy(() -> new UserFile(etc.resolve("none")).passwordHash("alice"))
                .isInstanceOf(AuthnProviderException.class)
                .hasMessageContaining("none cannot be read: java.nio.file.NoSuchFileException");
    }

    @Test
    void jaas_emptyPassword_isNoLoginAtARealmThatTakesIt() {
        Configuration.setConfiguration(new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {
                    new AppConfigurationEntry(Everyone.class.getName(), LoginModuleControlFlag.REQUIRED, Map.of())
                };
            }
        });
        try {
            assertThat(new JaasUsers("any").checkPassword("alice", "x".toCharArray()))
                    .isTrue();
            assertThat(new JaasUsers("any").checkPassword("alice", new char[0])).isFalse();
        } finally {
            Configuration.setConfiguration(null);
        }
    }

    /** A directory that takes everyone for anonymous. */
    public static final class Everyone implements LoginModule {

        @Override
        public void initialize(Subject to, CallbackHandler handler, Map<String, ?> state, Map<String, ?> options) {}

        @Override
        public boolean login() {
            return true;
        }

        @Override
        public boolean commit() {
            return true;
        }

        @Override
        public boolean abort() {
            return true;
        }

        @Override
        public boolean logout() {
            return true;
        }
    }

    @Test
    void database_queriesInHttpdsForm_takeTheNameAsAParameter() throws Exception {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:users;DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE AUTHN (NAME VARCHAR, REALM VARCHAR, HASH VARCHAR)");
            statement.execute("INSERT INTO AUTHN VALUES ('alice', 'r', 'hash')");
        }
        DatabaseUsers users = new DatabaseUsers(
                () -> database,
                "SELECT HASH FROM AUTHN WHERE NAME = %s",
                "SELECT HASH FROM AUTHN WHERE NAME = '%s' AND REALM = '%s'");

        assertThat(users.passwordHash("alice")).isEqualTo("hash");
        assertThat(users.passwordHash("x' OR '1'='1")).isNull();
        assertThat(users.realmHash("alice", "r")).isEqualTo("hash");
        assertThat(users.realmHash("alice", "s")).isNull();
    }

    @Test
    void database_serviceAwayOrQueryMissing_cannotTell() {
        assertThatThrownBy(() -> new DatabaseUsers(() -> null, "SELECT 1", "").passwordHash("alice"))
                .isInstanceOf(AuthnProviderException.class)
                .hasMessage("the DataSource service of this location is away");
        assertThatThrownBy(() -> new DatabaseUsers(JdbcDataSource::new, "SELECT 1", "").realmHash("alice", "r"))
                .hasMessage("AuthDBDUserRealmQuery is missing");
    }
}
