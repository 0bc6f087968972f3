// SPDX-License-Identifier: Apache-2.0
package org.socache.ssl.stapling;

import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/** Tells those who listen to JMX that a certificate in use has been revoked: every client may refuse it from now on. */
final class RevokedAlarm extends NotificationBroadcasterSupport {

    static final String TYPE = "org.socache.ssl.stapling.revoked";

    private final AtomicLong sequence = new AtomicLong();

    RevokedAlarm() {
        super(new MBeanNotificationInfo(
                new String[] {TYPE}, Notification.class.getName(), "The certificate has been revoked; replace it"));
    }

    void raise(String source, CertificateWatch watch) {
        sendNotification(new Notification(
                TYPE,
                source,
                sequence.incrementAndGet(),
                "certificate " + watch.certificate() + " has been revoked; replace it"));
    }
}
