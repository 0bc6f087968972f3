// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.socache.ssl.provider.test.TestPki;

/** What the tests of stapling have in common. */
final class Staging {

    private Staging() {}

    /** An authority with all that {@link TestResponder} needs. */
    static TestPki authority(Path directory) {
        new TestPki(directory, "stranger");
        return new TestPki(directory, "ca")
                .issue("delegate", "extendedKeyUsage=OCSPSigning")
                .issue("undelegated", "extendedKeyUsage=serverAuth");
    }

    /** Issues a certificate that names the responder. */
    static void issue(TestPki pki, String name, TestResponder responder, String... extensions) {
        String[] all = new String[extensions.length + 1];
        all[0] = "authorityInfoAccess=OCSP;URI:" + responder.url();
        System.arraycopy(extensions, 0, all, 1, extensions.length);
        pki.issue(name, all);
    }

    static List<X509Certificate> chain(Path directory, String name) {
        return List.of(TestPki.certificate(directory, name), TestPki.certificate(directory, "ca"));
    }

    /** Stapling as configured by these directives, in pairs. */
    static StaplingSettings settings(String... directives) {
        Map<String, String> configuration = new HashMap<>(
                Map.of("SSLUseStapling", "on", "SSLStaplingCache", "memory", "SSLStaplingResponderTimeout", "10"));
        for (int i = 0; i < directives.length; i += 2) {
            configuration.put(directives[i], directives[i + 1]);
        }
        return StaplingSettings.of(configuration);
    }

    static StapledCertificate certificate(Path directory, String name, URI forced) {
        return StapledCertificate.of(chain(directory, name), forced);
    }

    /** Hears nothing. */
    static final StaplingService.Listener DEAF = new StaplingService.Listener() {
        @Override
        public void watched(CertificateWatch watch, Runnable refresh) {}

        @Override
        public void forgotten(CertificateWatch watch) {}

        @Override
        public void revoked(CertificateWatch watch) {}
    };
}
