// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.journeys;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import org.h2.tools.Server;
import org.socache.itests.harness.Ports;

/**
 * An LDAP directory and an SQL database that know alice with the password {@code secret}, need 50 ms to say so, and count how
 * often they do; and a web bundle that takes a node to them: realm {@code ldap}, DataSource {@code users}, and a page for each.
 * Public for the database's sake, which calls {@link #slowly}.
 */
public final class SlowUsers implements AutoCloseable {

    private static final long DELAY = TimeUnit.MILLISECONDS.toNanos(50);
    private static final AtomicInteger ROWS = new AtomicInteger();
    private static final String DATABASE = "mem:users;DB_CLOSE_DELAY=-1";

    private final AtomicInteger binds = new AtomicInteger();
    private final InMemoryDirectoryServer directory;
    private final Server database;

    SlowUsers() throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig(
                "loopback", InetAddress.getLoopbackAddress(), Ports.anyFree(), null));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest bind) {
                if (bind.getRequest().getBindDN().startsWith("uid=alice")) {
                    binds.incrementAndGet();
                    LockSupport.parkNanos(DELAY);
                }
            }
        });
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example", "objectClass: domain", "dc: example");
        directory.add(
                "dn: uid=alice,dc=example",
                "objectClass: inetOrgPerson",
                "uid: alice",
                "cn: Alice",
                "sn: A",
                "userPassword: secret");
        directory.startListening();

        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + DATABASE);
                Statement statement = connection.createStatement()) {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest("secret".getBytes(StandardCharsets.US_ASCII));
            statement.execute("CREATE ALIAS SLOWLY FOR '" + SlowUsers.class.getName() + ".slowly'");
            statement.execute("CREATE TABLE USERS (NAME VARCHAR PRIMARY KEY, HASH VARCHAR)");
            statement.execute("INSERT INTO USERS VALUES ('alice', '{SHA}"
                    + Base64.getEncoder().encodeToString(hash) + "')");
        }
        database = Server.createTcpServer("-tcpPort", String.valueOf(Ports.anyFree()))
                .start();
    }

    /** Called by the database for each row it gives. */
    public static String slowly(String hash) {
        ROWS.incrementAndGet();
        LockSupport.parkNanos(DELAY);
        return hash;
    }

    /** How often the directory was asked for a password. */
    int ofDirectory() {
        return binds.get();
    }

    /** How often the database gave one away. */
    int ofDatabase() {
        return ROWS.get();
    }

    /** H2's driver, for the node. */
    static Path driver() throws Exception {
        return Path.of(
                Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Writes the web bundle, with the pages {@code /members/ldap/page.html} and {@code /members/sql/page.html}. */
    void writeBundle(Path file) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "journey.members");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Web-ContextPath", "/members");
        main.putValue("Bundle-Activator", SlowUsersActivator.class.getName());
        main.putValue(
                "Import-Package",
                "org.osgi.framework,javax.sql,javax.security.auth.login,org.h2.jdbcx,org.apache.karaf.jaas.config,"
                        + "org.apache.karaf.jaas.boot");
        main.putValue(SlowUsersActivator.DIRECTORY, "ldap://127.0.0.1:" + directory.getListenPort());
        main.putValue(SlowUsersActivator.DATABASE, "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/" + DATABASE);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (Class<?> type : List.of(SlowUsersActivator.class, SlowUsersActivator.DirectoryRealm.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                getClass().getClassLoader().getResourceAsStream(name).transferTo(jar);
                jar.closeEntry();
            }
            for (String page : List.of("ldap/page.html", "sql/page.html")) {
                jar.putNextEntry(new JarEntry(page));
                jar.write("members only".getBytes(StandardCharsets.US_ASCII));
                jar.closeEntry();
            }
        }
    }

    @Override
    public void close() {
        directory.shutDown(true);
        database.stop();
    }
}
