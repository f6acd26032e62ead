"""What the Stores sell, and to whom."""

PRODUCT = "b5d78da0853d97e2ec28feb5e31b9953d9c72420"
PATH = f"/v1/widget/auth?id=DISPLAY{{}}&pc={PRODUCT}&srv=RiseFinancial"
DISPLAYS, COMPANIES = 10_000, 100


def company(number):
    return f"{number:08x}-0000-4000-8000-000000000000"


def catalogue(displays=DISPLAYS, companies=COMPANIES):
    """Companies with the same number of displays each, all subscribed by display."""
    per = displays // companies
    return {
        "products": [{
            "code": PRODUCT, "name": "Weather", "trialDays": 0, "free": False,
            "prices": [{"plan": "display", "amount": 500, "currency": "USD"}],
        }],
        "companies": [{
            "id": company(number), "name": f"Company {number}", "standing": "active",
            "displays": [f"DISPLAY{display}" for display in range(number * per, (number + 1) * per)],
        } for number in range(companies)],
        "servers": [{"id": "RiseFinancial", "key": "e4232e0620f9290025cb3783768c9c8c4686078c"}],
        "subscriptions": [{"company": company(number), "product": PRODUCT, "status": "Subscribed", "plan": "display"}
                          for number in range(companies)],
    }
