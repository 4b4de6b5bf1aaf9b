import app
from chalicelib.citizens import mails as citizens
from chalicelib.complaints.presentation import mails as complaints
from chalicelib.desk import mails as desk
from chalicelib.notifications.model import Template


def test_every_template_has_exactly_one_loader() -> None:
    exported = [template for each in (complaints, citizens, desk) for template in each.LOADERS]

    assert sorted(exported) == sorted(Template)
    assert set(app._loaders()) == set(Template)
