// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.provider.spi;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertStore;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.X509CRL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import javax.net.ssl.X509TrustManager;

/**
 * What a trust manager asks of a client's certificate, as far as it can be told from outside: one that checks revocation
 * must not take over what one without has let in, nor one with a newer CRL what an older CRL did not name yet, nor one that
 * wants certain certificates what another one was content with.
 */
final class TrustPolicy {

    private TrustPolicy() {}

    /** The encodings of all it depends on, equal on nodes with the same stores and CRLs. */
    static List<byte[]> of(X509TrustManager trust) {
        List<byte[]> policy = new ArrayList<>();
        policy.add(utf8(trust.getClass().getName()));
        try {
            PKIXParameters parameters = parameters(trust);
            if (parameters != null) {
                describe(parameters, policy);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the CRLs of " + trust + " cannot be read", e);
        }
        return policy;
    }

    private static void describe(PKIXParameters parameters, List<byte[]> policy) throws GeneralSecurityException {
        policy.add(utf8("revocation " + parameters.isRevocationEnabled()));
        policy.add(utf8("explicit policy " + parameters.isExplicitPolicyRequired()));
        policy.add(utf8("mapping inhibited " + parameters.isPolicyMappingInhibited()));
        policy.add(utf8("any policy inhibited " + parameters.isAnyPolicyInhibited()));
        policy.add(utf8("policies " + new TreeSet<>(parameters.getInitialPolicies())));
        policy.add(utf8("certificates " + parameters.getTargetCertConstraints()));
        if (parameters instanceof PKIXBuilderParameters builder) {
            policy.add(utf8("path length " + builder.getMaxPathLength()));
        }
        parameters
                .getCertPathCheckers()
                .forEach(checker ->
                        policy.add(utf8("checker " + checker.getClass().getName())));
        List<byte[]> lists = new ArrayList<>();
        for (CertStore store : parameters.getCertStores()) {
            if (store.getType().equals("Collection")) { // others look up lists on the network, each time anew
                for (CRL list : store.getCRLs(null)) {
                    lists.add(((X509CRL) list).getEncoded());
                }
            }
        }
        lists.sort(Arrays::compare);
        policy.addAll(lists);
    }

    /** JSSE's trust manager says nothing of its parameters; null if it has none, or it is not JSSE's, or JSSE is closed. */
    private static PKIXParameters parameters(X509TrustManager trust) {
        try {
            Field field = trust.getClass().getDeclaredField("pkixParams");
            field.setAccessible(true);
            return (PKIXParameters) field.get(trust);
        } catch (NoSuchFieldException | IllegalAccessException | InaccessibleObjectException | ClassCastException e) {
            return null; // a JVM that keeps JSSE closed shares no sessions either
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
