// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.DynamicMBean;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.socache.api.jmx.DescribedMBean;

/** An MBean for every certificate that is watched, and an alarm for every one that is revoked. */
final class StaplingMBeans implements StaplingService.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(StaplingMBeans.class);

    private record Published(String name, ServiceRegistration<DynamicMBean> registration, RevokedAlarm alarm) {}

    private final BundleContext bundle;
    private final Map<CertificateWatch, Published> published = new ConcurrentHashMap<>();

    StaplingMBeans(BundleContext bundle) {
        this.bundle = bundle;
    }

    /** By the serial, and if another authority has given the same one, by the SHA-1 of the certificate too. */
    private String name(CertificateWatch watch) {
        StapledCertificate certificate = watch.certificate();
        String name = "org.socache:type=SslStapling,name=ssl-stapling,serial=" + certificate.serial();
        boolean taken =
                published.values().stream().anyMatch(other -> other.name().equals(name));
        return taken ? name + ",sha1=" + HexFormat.of().formatHex(certificate.key()) : name;
    }

    @Override
    public void watched(CertificateWatch watch, Runnable refresh) {
        String name = name(watch);
        RevokedAlarm alarm = new RevokedAlarm();
        DynamicMBean mbean = DescribedMBean.of(new StaplingView(watch, refresh), SslStaplingMXBean.class, alarm);
        published.put(
                watch,
                new Published(
                        name,
                        bundle.registerService(
                                DynamicMBean.class, mbean, new Hashtable<>(Map.of("jmx.objectname", name))),
                        alarm));
    }

    @Override
    public void forgotten(CertificateWatch watch) {
        Published gone = published.remove(watch);
        if (gone != null) {
            gone.registration().unregister();
        }
    }

    @Override
    public void revoked(CertificateWatch watch) {
        LOG.error(
                "certificate {} has been REVOKED, says {}; replace it",
                watch.certificate(),
                watch.certificate().responder());
        Published found = published.get(watch);
        if (found != null) {
            found.alarm().raise(found.name(), watch);
        }
    }
}
