# The same with a call for each rule, as firewalld does where restore has failed. Run by inside.sh.
sed -i 's/^IndividualCalls=.*/IndividualCalls=yes/' /etc/firewalld/firewalld.conf
. "$here/firewalld.sh"
