// SPDX-License-Identifier: Apache-2.0
package org.socache.tck.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A real Apache httpd (Debian's apache2-bin) with one page behind a password, whose password cache is the shared object cache
 * under test. It knows {@code alice} with the password {@code secret}, and whomever the cache knows.
 */
public final class Httpd implements AutoCloseable {

    /** What mod_authn_socache calls alice's entry here. */
    public static final String ALICE = "shared:alice";

    /** And bob's, who is in the cache or nowhere. */
    public static final String BOB = "shared:bob";

    private static final String MODULES = "/usr/lib/apache2/modules/mod_";

    private final ServerProcess process;

    private Httpd(ServerProcess process) {
        this.process = process;
    }

    /** @param cache for instance {@code redis:127.0.0.1:6379} */
    public static Httpd start(Path directory, String cache) throws IOException {
        int port = Ports.free();
        Path root = Files.createDirectories(directory.resolve("pages"));
        Files.writeString(root.resolve("index.html"), "inside");
        Path passwords = Files.writeString(directory.resolve("passwords"), "alice:" + hash("secret") + "\n");
        String kind = cache.substring(0, cache.indexOf(':'));
        Path configuration = Files.writeString(
                directory.resolve("httpd-" + port + ".conf"),
                String.format(Locale.ROOT, """
                ServerRoot %1$s
                ServerName shared.example
                Listen 127.0.0.1:%2$d
                PidFile %1$s/httpd-%2$d.pid
                ErrorLog %1$s/httpd-%2$d-error.log
                Mutex file:%1$s
                User nobody
                Group nogroup
                LoadModule mpm_event_module %3$smpm_event.so
                LoadModule authn_core_module %3$sauthn_core.so
                LoadModule authn_file_module %3$sauthn_file.so
                LoadModule authn_socache_module %3$sauthn_socache.so
                LoadModule authz_core_module %3$sauthz_core.so
                LoadModule authz_user_module %3$sauthz_user.so
                LoadModule auth_basic_module %3$sauth_basic.so
                LoadModule socache_module_under_test %3$ssocache_%4$s.so
                DocumentRoot %5$s
                AuthnCacheSOCache %6$s
                AuthnCacheEnable
                <Directory %5$s>
                  AuthType Basic
                  AuthName closed
                  AuthBasicProvider socache file
                  AuthUserFile %7$s
                  AuthnCacheProvideFor file
                  AuthnCacheContext shared
                  Require valid-user
                </Directory>
                """, directory, port, MODULES, kind, root, cache, passwords)
                        .replace("socache_module_under_test", "socache_" + kind + "_module"));
        openToAll(directory, root, root.resolve("index.html"), passwords);
        String program = ServerProcess.program("apache2", "apache2-bin");
        return new Httpd(
                ServerProcess.start(port, List.of(program, "-f", configuration.toString(), "-DFOREGROUND"), directory));
    }

    /** The status of the page for that user. */
    public int login(String user, String password) throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + process.address() + "/index.html"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Basic " + credentials)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** A password as httpd keeps it. */
    public static String hash(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(password.getBytes(UTF_8));
            return "{SHA}" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-1", missing);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    /** httpd gives up root's rights before it reads pages. */
    private static void openToAll(Path... paths) {
        for (Path path : paths) {
            if (!path.toFile().setReadable(true, false)
                    || Files.isDirectory(path) && !path.toFile().setExecutable(true, false)) {
                throw new IllegalStateException(path + " cannot be opened to httpd");
            }
        }
    }
}
