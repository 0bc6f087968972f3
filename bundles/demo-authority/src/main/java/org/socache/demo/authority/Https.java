// SPDX-License-Identifier: Apache-2.0
package org.socache.demo.authority;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Turns HTTPS on, with shared sessions and stapling: what {@code bin/https} does. A key store that is configured, or
 * {@code https.p12} in {@code etc}, is used; else an authority and a certificate are made. Run again it changes nothing.
 */
public final class Https {

    private static final int HTTPS_PORT = 8443;

    /** Where the authority's OCSP answerer listens, before the offset. */
    private static final int OCSP_PORT = 8480;

    /** 128 bits. */
    private static final int PASSWORD_BYTES = 16;

    private static final String PAX_WEB = "org.ops4j.pax.web.cfg";
    private static final String PORT = "org.osgi.service.http.port.secure";
    private static final String PROVIDER = "org.ops4j.pax.web.ssl.provider";
    private static final String KEY_STORE = "org.ops4j.pax.web.ssl.keystore";
    private static final String TYPE = KEY_STORE + ".type";
    private static final String PASSWORD = KEY_STORE + ".password";

    private static final String OWN_KEYS = "${karaf.etc}/https.p12";

    /** The highest port of a node, 11099, moved by it, is still one. As bin/setenv has it. */
    private static final int LARGEST_OFFSET = 54_436;

    private final Path etc;
    private final String offset;
    private final int ocspPort;
    private final InstantSource clock;
    private final PrintStream terminal;

    /** @param offset SOCACHE_PORT_OFFSET; empty if there is none, and then ports are as configured */
    Https(Path etc, String offset, InstantSource clock, PrintStream terminal) {
        if (!offset.matches("|0|[1-9][0-9]{0,4}") || !offset.isEmpty() && Integer.parseInt(offset) > LARGEST_OFFSET) {
            throw new IllegalArgumentException("SOCACHE_PORT_OFFSET is \"" + offset
                    + "\"; write a whole number from 0 to " + LARGEST_OFFSET + " such as 10");
        }
        this.etc = etc;
        this.offset = offset;
        this.ocspPort = moved(OCSP_PORT);
        this.clock = clock;
        this.terminal = terminal;
    }

    /** Called by {@code bin/https} with the path of {@code etc} and the port offset. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        try {
            new Https(Path.of(arguments[0]), arguments[1], InstantSource.system(), System.out).turnOn();
        } catch (IllegalArgumentException refused) {
            System.err.println(refused.getMessage());
            System.exit(1);
        }
    }

    void turnOn() throws IOException, GeneralSecurityException {
        CfgFile web = new CfgFile(etc.resolve(PAX_WEB));
        boolean fresh = web.get(PROVIDER).isEmpty();
        boolean foreign = !web.get(KEY_STORE).isEmpty() && !web.get(KEY_STORE).equals(OWN_KEYS);
        boolean made = !foreign && useOwnKeys(web);
        // the caches first: a node that runs opens the connector as soon as it sees the other file
        if (fresh) {
            replace("org.socache.ssl.session.cfg", "SSLSessionCache", "none", "shmcb:data/ssl.sessions(8M)");
        }
        if (fresh || made) {
            staple();
        }
        // the port is written out, since SOCACHE_PORT_OFFSET moves only what is written
        web.setIfAbsent(PORT, String.valueOf(HTTPS_PORT))
                .setIfAbsent(PROVIDER, "Socache")
                .set("org.osgi.service.http.secure.enabled", "true")
                .save();
        String port = offset.isEmpty() ? web.get(PORT) : String.valueOf(moved(HTTPS_PORT));
        Path trust = trust();
        terminal.println("https://127.0.0.1:" + port + "/ is on; try: curl "
                + (foreign || Files.notExists(trust) ? "" : "--cacert " + trust + ' ') + "https://127.0.0.1:" + port
                + "/demo/");
    }

    /** Lets Pax Web take its keys from {@code https.p12}; true if that had to be made. */
    private boolean useOwnKeys(CfgFile web) throws IOException, GeneralSecurityException {
        Path keys = etc.resolve("https.p12");
        boolean made = Files.notExists(keys);
        if (made) {
            String password = newPassword();
            makeCertificate(keys, password);
            web.set(TYPE, "PKCS12").set(PASSWORD, password).set("org.ops4j.pax.web.ssl.key.password", password);
        } else if (web.get(PASSWORD).isEmpty()) {
            throw new IllegalArgumentException(keys + " is there, but " + PASSWORD + " in " + etc.resolve(PAX_WEB)
                    + " is not; write the password there, or delete the file to have a new one made");
        }
        web.setIfAbsent(KEY_STORE, OWN_KEYS).setIfAbsent(TYPE, "PKCS12");
        return made;
    }

    /** A certificate that was made here must be stapled, or clients refuse it. */
    private void staple() throws IOException {
        new CfgFile(etc.resolve("org.socache.ssl.stapling.cfg"))
                .setIfAbsent("SSLStaplingCache", "shmcb:data/ssl.staples(1M)")
                .set("SSLUseStapling", "on")
                .save();
    }

    /** What an administrator has chosen stays. */
    private void replace(String file, String key, String standard, String value) throws IOException {
        CfgFile cfg = new CfgFile(etc.resolve(file));
        if (cfg.get(key).isEmpty() || cfg.get(key).equalsIgnoreCase(standard)) {
            cfg.set(key, value).save();
        }
    }

    private Path trust() {
        return etc.resolve("https-authority.crt");
    }

    private int moved(int port) {
        return offset.isEmpty() ? port : port + Integer.parseInt(offset);
    }

    private void makeCertificate(Path keys, String password) throws IOException, GeneralSecurityException {
        Authority authority = Authority.create(clock.instant());
        Path store = etc.resolve("https-authority.p12");
        Path trust = trust();
        authority.save(store, password.toCharArray());
        Files.writeString(trust, pem(authority.certificate().getEncoded()));
        new CfgFile(etc.resolve(OcspAnswerer.PID + ".cfg"))
                .set("port", String.valueOf(ocspPort))
                .set("keystore", "${karaf.etc}/" + store.getFileName())
                .set("password", password)
                .save();
        authority
                .issue(names(), "http://127.0.0.1:" + ocspPort + "/", clock.instant())
                .save(keys, password.toCharArray());
        terminal.println(
                "Made " + keys + " for " + String.join(", ", names()) + ", from an authority of its own: " + trust);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("localhost"));
        try {
            String host = InetAddress.getLocalHost().getHostName();
            if (host.matches("[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*") && !names.contains(host)) {
                names.add(host);
            }
        } catch (UnknownHostException e) {
            // then it is called localhost and nothing else
        }
        names.addAll(List.of("127.0.0.1", "::1"));
        return names;
    }

    private static String newPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String pem(byte[] der) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
    }
}
