// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchProviderException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.socache.ssl.provider.spi.ContextAttachment;
import org.socache.ssl.provider.spi.ServerContext;
import org.socache.ssl.provider.spi.ServerContexts.Attached;
import org.socache.ssl.provider.test.TestPki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class LiveContextsTest {

    @TempDir
    static Path pki;

    private final StartedProvider provider = new StartedProvider();
    private final Recorder recorder = new Recorder();

    private static final class Recorder implements ContextAttachment {
        private final List<ServerContext> attached = new ArrayList<>();

        @Override
        public void attach(ServerContext context) {
            attached.add(context);
        }

        @Override
        public void detach(ServerContext context) {
            attached.remove(context);
        }
    }

    @BeforeAll
    static void authorities() {
        new TestPki(pki, "ca").issue("www").issue("shop");
        new TestPki(pki, "other");
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    private static SSLContext context(String authority, String... names) {
        return StartedProvider.context(TestPki.keys(pki, names), TestPki.trust(pki, authority));
    }

    private String identity(String authority, String... names) {
        recorder.attached.clear();
        SSLContext held = context(authority, names);
        assertThat(held).isNotNull();
        return recorder.attached.get(0).identity();
    }

    @Test
    void attachment_seesContextsMadeBeforeAndAfterIt_andLosesThemWhenItGoes() {
        SSLContext before = context("ca", "www");
        provider.with(recorder);
        assertThat(recorder.attached).hasSize(1);
        SSLContext after = context("ca", "shop");
        assertThat(recorder.attached).hasSize(2);
        provider.without(recorder);
        assertThat(recorder.attached).isEmpty();
        assertThat(List.of(before, after)).doesNotContainNull();
    }

    @Test
    void identity_isThatOfCertificatesAndTrust() {
        provider.with(recorder);
        String www = identity("ca", "www");
        assertThat(identity("ca", "www")).isEqualTo(www);
        assertThat(identity("ca", "shop")).isNotEqualTo(www);
        assertThat(identity("other", "www")).isNotEqualTo(www);
        assertThat(identity("ca", "www", "shop")).isNotEqualTo(www).isEqualTo(identity("ca", "shop", "www"));
    }

    /** A session goes around the check of the client's certificate: a laxer context's must not be good in a stricter one. */
    @Test
    void identity_isThatOfWhatIsAskedOfClientCertificates() {
        provider.with(recorder);
        List<Consumer<PKIXBuilderParameters>> policies = List.of(
                any -> {},
                shorter -> shorter.setMaxPathLength(0),
                explicit -> explicit.setExplicitPolicyRequired(true),
                certain -> certain.setInitialPolicies(Set.of("1.2.3")),
                inhibited -> inhibited.setAnyPolicyInhibited(true),
                unmapped -> unmapped.setPolicyMappingInhibited(true),
                forClients -> forClients.setTargetCertConstraints(forClients()));
        List<String> identities = policies.stream().map(this::identity).toList();

        assertThat(identities).doesNotHaveDuplicates();
        assertThat(policies.stream().map(this::identity)).as("on another node").isEqualTo(identities);
    }

    private String identity(Consumer<PKIXBuilderParameters> policy) {
        try {
            PKIXBuilderParameters parameters =
                    new PKIXBuilderParameters(Set.of(new TrustAnchor(certificate("ca"), null)), new X509CertSelector());
            policy.accept(parameters);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            recorder.attached.clear();
            SSLContext held = StartedProvider.context(TestPki.keys(pki, "www"), factory.getTrustManagers());
            assertThat(held).isNotNull();
            return recorder.attached.get(0).identity();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509CertSelector forClients() {
        try {
            X509CertSelector selector = new X509CertSelector();
            selector.setExtendedKeyUsage(Set.of("1.3.6.1.5.5.7.3.2"));
            return selector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void attach_ofAForeignContext_readsItsCertificates_andEndsWithTheHandle() throws Exception {
        provider.with(recorder);
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(TestPki.keys(pki, "www"), TestPki.trust(pki, "ca"), null);
        Attached attached = provider.contexts().attach(context, "mine");
        assertThat(recorder.attached.get(0).chains()).containsExactly(List.of(certificate("www"), certificate("ca")));
        attached.close();
        assertThat(recorder.attached).isEmpty();
    }

    private static java.security.cert.X509Certificate certificate(String name) {
        return TestPki.certificate(pki, name);
    }

    @Test
    void contextOfWhichOnlyAFactoryIsHeld_isServed() {
        SSLServerSocketFactory held = context("ca", "www").getServerSocketFactory();
        WeakReference<Object> collected = new WeakReference<>(new Object());
        await().until(() -> {
            System.gc();
            return collected.get() == null;
        });
        provider.with(recorder);
        assertThat(recorder.attached).hasSize(1);
        assertThat(held).isNotNull();
    }

    @Test
    void contextThatNobodyHolds_isForgotten() {
        context("ca", "www");
        await().until(() -> {
            System.gc();
            return provider.contexts().live().isEmpty();
        });
    }

    @Test
    void attachmentThatFails_doesNotCostTheContext() {
        provider.with(new ContextAttachment() {
            @Override
            public void attach(ServerContext context) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void detach(ServerContext context) {
                throw new IllegalStateException("broken");
            }
        });
        provider.with(recorder);
        assertThat(context("ca", "www").createSSLEngine().getClass().getModule().getName())
                .as("Jetty's ALPN works with engines of java.base only")
                .isEqualTo("java.base");
        assertThat(recorder.attached).hasSize(1);
    }

    @Test
    void provider_afterTheBundleStopped_isGone() {
        provider.close();
        assertThatExceptionOfType(NoSuchProviderException.class)
                .isThrownBy(() -> SSLContext.getInstance("TLS", "Socache"));
    }
}
